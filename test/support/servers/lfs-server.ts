/** An LFS server on this machine: the batch API and the contents, and answers that a bad one would give. */
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'

export interface LfsServer {
  readonly url: string
  readonly requests: { readonly path: string; readonly headers: IncomingMessage['headers']; readonly body: string }[]
  /** Takes a content in and gives the text of its pointer. */
  put(content: string | Buffer): string
  /** What it answers from now on; each takes the place of the usual. */
  behave(next: LfsBehaviour): void
  /** Answers a request that came to another server. */
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void
  close(): Promise<void>
}

export interface LfsBehaviour {
  /** Status and message of every batch request. */
  readonly refuse?: { readonly status: number; readonly message?: string }
  readonly redirectBatch?: string
  /** The same for each object of a batch. */
  readonly objectError?: { readonly code: number; readonly message: string }
  /** Where the content of this oid is said to be, and with which headers. */
  readonly action?: (oid: string) => { readonly href: string; readonly header?: Record<string, string> }
  readonly content?: (oid: string, response: ServerResponse) => void
  readonly user?: { readonly name: string; readonly password: string }
}

export async function serveLfs(
  first: LfsBehaviour = {},
  certificate?: { readonly cert: string; readonly key: string },
): Promise<LfsServer> {
  const requests: LfsServer['requests'] = []
  const contents = new Map<string, Buffer>()
  const scheme = certificate === undefined ? 'http' : 'https'
  let behaviour = first
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? '/'
    const body = await bodyOf(request)
    requests.push({ path, headers: request.headers, body })
    if (path.endsWith('/objects/batch')) return batch(request, body, response)
    const oid = path.slice(path.lastIndexOf('/') + 1)
    if (behaviour.content) return behaviour.content(oid, response)
    const content = contents.get(oid)
    response.writeHead(content === undefined ? 404 : 200).end(content)
  }
  const batch = (request: IncomingMessage, body: string, response: ServerResponse): void => {
    const say = (status: number, value: unknown): void =>
      void response.writeHead(status, { 'content-type': 'application/vnd.git-lfs+json' }).end(JSON.stringify(value))
    const { user, refuse, redirectBatch, objectError, action } = behaviour
    if (redirectBatch !== undefined) return void response.writeHead(302, { location: redirectBatch }).end()
    if (user && request.headers.authorization !== basic(user)) return say(401, { message: 'Credentials needed' })
    if (refuse) return say(refuse.status, { message: refuse.message ?? '' })
    const { objects } = JSON.parse(body) as { objects: { oid: string; size: number }[] }
    say(200, {
      transfer: 'basic',
      objects: objects.map(({ oid, size }) => {
        if (objectError) return { oid, size, error: objectError }
        if (!contents.has(oid) && action === undefined)
          return { oid, size, error: { code: 404, message: 'Object does not exist' } }
        return {
          oid,
          size,
          actions: { download: action?.(oid) ?? { href: `${scheme}://${request.headers.host}/content/${oid}` } },
        }
      }),
    })
  }
  const listener = (request: IncomingMessage, response: ServerResponse): void => void answer(request, response)
  const server = certificate === undefined ? createServer(listener) : createTlsServer(certificate, listener)
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const url = `${scheme}://127.0.0.1:${port}`
  return {
    url,
    requests,
    put(content) {
      const bytes = Buffer.from(content)
      const oid = createHash('sha256').update(bytes).digest('hex')
      contents.set(oid, bytes)
      return `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${bytes.length}\n`
    },
    answer: listener,
    behave: (next) => void (behaviour = next),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

export function basic({ name, password }: { name: string; password: string }): string {
  return `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const piece of request.setEncoding('utf8')) text += piece
  return text
}
