import type { WebSocket } from 'ws'
import { messageOf } from '../../errors.ts'
import type { ExecRequest } from '../client.ts'
import type { V1Status } from '../wire.ts'

/** The first byte of each message, in the protocols v4 and v5. */
const channel = { stdin: 0, stdout: 1, stderr: 2, status: 3, resize: 4, close: 255 } as const

const mostUnsent = 1024 * 1024

/** The streams of a running command, over the channels of one WebSocket; slow readers slow the command. */
export class ExecStreams {
  readonly #socket: WebSocket
  readonly #request: ExecRequest
  /** The streams that must empty first, and when they have. */
  readonly #full = new Map<NodeJS.WritableStream, Promise<void>>()
  #ended = false
  status: V1Status | undefined
  /** What went wrong on our side. */
  fault: unknown

  constructor(socket: WebSocket, request: ExecRequest) {
    this.#socket = socket
    this.#request = request
  }

  get paused(): boolean {
    return this.#full.size > 0
  }

  start(): void {
    const { stdin } = this.#request
    stdin?.on('data', this.#send)
    stdin?.once('end', this.#closeInput)
    if (stdin && 'readableEnded' in stdin && stdin.readableEnded) this.#closeInput()
    stdin?.resume()
    if (this.#request.sizes) this.#resize(this.#request.sizes).catch((error: unknown) => this.#fail(error))
  }

  take(data: Buffer): 'status' | 'stream' {
    const bytes = data.subarray(1)
    if (data[0] === channel.stdout) this.#write(this.#request.stdout, bytes)
    else if (data[0] === channel.stderr && this.#request.stderr) this.#write(this.#request.stderr, bytes)
    else if (data[0] === channel.status && bytes.length > 0) {
      this.status = parse(bytes.toString('utf8'))
      return 'status'
    }
    return 'stream'
  }

  /** Resolves when what was written has been taken. */
  async drained(): Promise<void> {
    await Promise.all(this.#full.values())
  }

  end(): void {
    this.#ended = true
    const { stdin } = this.#request
    stdin?.off('data', this.#send)
    stdin?.off('end', this.#closeInput)
    stdin?.pause()
  }

  readonly #send = (chunk: Buffer | string): void => {
    const { stdin } = this.#request
    this.#socket.send(framed(channel.stdin, Buffer.from(chunk as string)), () => {
      if (!this.#ended && this.#socket.bufferedAmount < mostUnsent) stdin?.resume()
    })
    if (this.#socket.bufferedAmount >= mostUnsent) stdin?.pause()
  }

  /** v4 has no word for it: a command that waits for the end of its input waits there for ever. */
  readonly #closeInput = (): void => {
    if (this.#socket.protocol === 'v5.channel.k8s.io') this.#socket.send(Buffer.from([channel.close, channel.stdin]))
  }

  #write(stream: NodeJS.WritableStream, bytes: Buffer): void {
    if (bytes.length === 0 || stream.write(bytes) || this.#full.has(stream)) return
    this.#socket.pause()
    const emptied = new Promise<void>((resolve) => {
      const done = () => {
        stream.off('drain', done).off('close', done)
        resolve()
      }
      // A stream that was closed never empties.
      stream.on('drain', done).on('close', done)
    })
    this.#full.set(
      stream,
      emptied.then(() => {
        this.#full.delete(stream)
        if (this.#full.size === 0) this.#socket.resume()
        return undefined
      }),
    )
  }

  #fail(error: unknown): void {
    this.fault ??= error
    this.#socket.terminate()
  }

  async #resize(sizes: NonNullable<ExecRequest['sizes']>): Promise<void> {
    for await (const { columns, rows } of sizes) {
      if (this.#ended) return
      this.#socket.send(framed(channel.resize, Buffer.from(JSON.stringify({ Width: columns, Height: rows }))))
    }
  }
}

function framed(kind: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([kind]), bytes])
}

function parse(text: string): V1Status {
  try {
    return JSON.parse(text) as V1Status
  } catch (error) {
    return { status: 'Failure', code: 500, message: `${text.slice(0, 300)} (${messageOf(error)})` }
  }
}
