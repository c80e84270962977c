/** The WebSocket protocols of `kubectl exec`, v4 and v5.channel.k8s.io: the first byte of a message is its channel. */
import { PassThrough, Writable, type Readable } from 'node:stream'
import type { RawData, WebSocket } from 'ws'
import type { Status } from '../failure.ts'

const channel = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const
export const protocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'] as const

export interface Channels {
  readonly stdin: Readable | undefined
  readonly stdout: Writable
  readonly stderr: Writable
  readonly sizes: AsyncIterable<{ columns: number; rows: number }>
  /** Tells how the command ended, and closes. */
  finish(status: Status): void
}

export function openChannels(socket: WebSocket, withStdin: boolean): Channels {
  const stdin = withStdin ? new PassThrough() : undefined
  const sizes = new Sizes()
  socket.on('message', (data: RawData) => receive(socket, bytesOf(data), stdin, sizes))
  socket.on('close', () => {
    stdin?.end()
    sizes.end()
  })
  return {
    stdin,
    stdout: sender(socket, channel.stdout),
    stderr: sender(socket, channel.stderr),
    sizes,
    finish(status) {
      sizes.end()
      socket.send(framed(channel.error, Buffer.from(JSON.stringify(status))))
      socket.close(1000)
    },
  }
}

function receive(socket: WebSocket, message: Buffer, stdin: PassThrough | undefined, sizes: Sizes): void {
  const rest = message.subarray(1)
  switch (message[0]) {
    case channel.stdin:
      if (stdin?.writable && !stdin.write(rest)) {
        socket.pause()
        stdin.once('drain', () => socket.resume())
      }
      return
    case channel.resize:
      sizes.add(rest.toString('utf8'))
      return
    case channel.close:
      if (rest[0] === channel.stdin) stdin?.end()
  }
}

function sender(socket: WebSocket, number: number): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (socket.readyState !== socket.OPEN) done(new Error('The client has gone.'))
      else socket.send(framed(number, chunk), done)
    },
  })
}

function framed(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([number]), bytes])
}

function bytesOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)
}

/** Terminal sizes as they come; only the newest one matters to a reader that is behind. */
class Sizes implements AsyncIterable<{ columns: number; rows: number }> {
  #latest: { columns: number; rows: number } | undefined
  #ended = false
  #wake: (() => void) | undefined

  add(text: string): void {
    const match = { columns: /"Width"\s*:\s*(\d+)/i.exec(text)?.[1], rows: /"Height"\s*:\s*(\d+)/i.exec(text)?.[1] }
    if (match.columns === undefined || match.rows === undefined) return
    this.#latest = { columns: Number(match.columns), rows: Number(match.rows) }
    this.#wake?.()
  }

  end(): void {
    this.#ended = true
    this.#wake?.()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<{ columns: number; rows: number }> {
    for (;;) {
      const latest = this.#latest
      this.#latest = undefined
      if (latest) yield latest
      else if (this.#ended) return
      else await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }
}
