import { connect, isIPv4, isIPv6, type Socket } from 'node:net'
import { once } from 'node:events'
import { GastownError, messageOf } from '../../errors.ts'

/**
 * SOCKS 5 (RFC 1928, 1929): the name is resolved by the proxy, which is what a tunnel into another network needs.
 * By hand: the package `socks` takes 0.3 s to import and words a proxy's refusals for programmers.
 */
export async function socksTunnel(proxy: URL, target: { host: string; port: number }): Promise<Socket> {
  const socket = connect({ host: proxy.hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(proxy.port || 1080) })
  socket.setTimeout(30_000, () => socket.destroy(new Error('no response in 30 s')))
  try {
    await once(socket, 'connect')
    const replies = new ReplyReader(socket)
    await greet(socket, replies, proxy)
    await ask(socket, replies, target)
    socket.setTimeout(0)
    return socket
  } catch (error) {
    socket.destroy()
    if (error instanceof GastownError) throw error
    throw new GastownError(
      'unreachable',
      `the proxy ${proxy.protocol}//${proxy.host} cannot be used: ${messageOf(error)}`,
      {
        cause: error,
      },
    )
  }
}

async function greet(socket: Socket, replies: ReplyReader, proxy: URL): Promise<void> {
  const named = proxy.username !== ''
  socket.write(Buffer.from(named ? [5, 2, 0, 2] : [5, 1, 0]))
  const [version, method] = await replies.take(2)
  if (version !== 5) throw new Error('it does not speak SOCKS 5')
  if (method === 2 && named) {
    const user = Buffer.from(decodeURIComponent(proxy.username))
    const password = Buffer.from(decodeURIComponent(proxy.password))
    socket.write(Buffer.concat([Buffer.from([1, user.length]), user, Buffer.from([password.length]), password]))
    const [, refused] = await replies.take(2)
    if (refused !== 0) throw new Error('it does not accept the user and password')
  } else if (method !== 0) {
    throw new Error('it wants credentials')
  }
}

async function ask(socket: Socket, replies: ReplyReader, target: { host: string; port: number }): Promise<void> {
  const port = Buffer.from([target.port >> 8, target.port & 0xff])
  socket.write(Buffer.concat([Buffer.from([5, 1, 0]), address(target.host), port]))
  const [, code, , kind] = await replies.take(4)
  if (code !== 0) throw new Error(refusals[code ?? 0] ?? `it refused (${code})`)
  const length = kind === 1 ? 4 : kind === 4 ? 16 : ((await replies.take(1))[0] ?? 0)
  await replies.take(length + 2)
}

function address(host: string): Buffer {
  if (isIPv4(host)) return Buffer.from([1, ...host.split('.').map(Number)])
  if (isIPv6(host)) return Buffer.concat([Buffer.from([4]), ipv6Bytes(host)])
  const name = Buffer.from(host)
  return Buffer.concat([Buffer.from([3, name.length]), name])
}

function ipv6Bytes(host: string): Buffer {
  // URL writes an IPv4 tail in hexadecimal, so that only groups and one `::` are left.
  const plain = new URL(`http://[${host}]`).hostname.slice(1, -1)
  const [head = '', tail] = plain.split('::')
  const before = groups(head)
  const after = groups(tail ?? '')
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0')
  return Buffer.from([...before, ...zeros, ...after].map((group) => group.padStart(4, '0')).join(''), 'hex')
}

function groups(text: string): string[] {
  return text.split(':').filter((group) => group !== '')
}

/** Reads the proxy's replies in pieces of known length. */
class ReplyReader {
  readonly #socket: Socket
  #bytes: Buffer = Buffer.alloc(0)

  constructor(socket: Socket) {
    this.#socket = socket
  }

  async take(count: number): Promise<Buffer> {
    while (this.#bytes.length < count) {
      const chunk = this.#socket.read() as Buffer | null
      if (chunk) this.#bytes = Buffer.concat([this.#bytes, chunk])
      else if (this.#socket.readableEnded || this.#socket.destroyed) throw new Error('it closed the connection')
      else await readableOrOver(this.#socket)
    }
    const taken = this.#bytes.subarray(0, count)
    this.#bytes = this.#bytes.subarray(count)
    return taken
  }
}

async function readableOrOver(socket: Socket): Promise<void> {
  const over = new AbortController()
  const { signal } = over
  try {
    await Promise.race([once(socket, 'readable', { signal }), once(socket, 'close', { signal })])
  } finally {
    over.abort()
  }
}

const refusals: Record<number, string> = {
  2: 'its rules do not allow this connection',
  3: 'network unreachable from there',
  4: 'host unreachable from there',
  5: 'connection refused there',
}
