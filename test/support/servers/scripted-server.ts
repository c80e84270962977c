import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import https from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'

export interface Asked {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: http.IncomingHttpHeaders
  readonly body: string
  readonly socket: Socket
}

/** Answers one request; a script is a list of them, used in order, the last one for all that follow. */
export type Act = (answer: ServerResponse, asked: Asked) => void | Promise<void>

export interface ScriptedServer {
  readonly url: string
  readonly port: number
  readonly server: http.Server
  readonly asked: Asked[]
  /** Answers from now on. */
  script(...acts: Act[]): void
  /** Resolves once so many requests have come. */
  requests(count: number): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** A real HTTP server that does what the test says, request by request, badly where it is told to. */
export async function scriptedServer(tls?: https.ServerOptions): Promise<ScriptedServer> {
  let acts: Act[] = []
  const asked: Asked[] = []
  const sockets = new Set<Socket>()
  let waiting: { count: number; resolve: () => void }[] = []
  const handle = async (request: IncomingMessage, answer: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://server')
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const one: Asked = {
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body,
      socket: request.socket,
    }
    asked.push(one)
    waiting = waiting.filter(({ count, resolve }) => asked.length < count || resolve())
    const act = acts.length > 1 ? acts.shift() : acts[0]
    if (act) await act(answer, one)
    else answer.writeHead(599).end()
  }
  const listener = (request: IncomingMessage, answer: ServerResponse) => {
    handle(request, answer).catch((error: unknown) => answer.destroy(error as Error))
  }
  const server = tls ? https.createServer(tls, listener) : http.createServer(listener)
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    server,
    asked,
    script(...next) {
      acts = next
    },
    requests(count) {
      return new Promise((resolve) => {
        if (asked.length >= count) resolve()
        else waiting.push({ count, resolve })
      })
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export function json(value: unknown, code = 200, headers: http.OutgoingHttpHeaders = {}): Act {
  return (answer) =>
    void answer.writeHead(code, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))
}

/** A Kubernetes Status. */
export function status(code: number, reason: string, message: string, headers: http.OutgoingHttpHeaders = {}): Act {
  return json({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message }, code, headers)
}

/** Sends this much and then cuts the connection, with a reset. */
export function cutAfter(text: string): Act {
  return async (answer, asked) => {
    answer.writeHead(200)
    await new Promise((resolve) => answer.write(text, resolve))
    // Client and server share this process: some rounds of its loop, and the client has what was written.
    for (let round = 0; round < 10; round += 1) await setImmediate()
    asked.socket.resetAndDestroy()
  }
}

/** Sends this and ends in good order. */
export function text(body: string): Act {
  return (answer) => void answer.writeHead(200).end(body)
}

/** Sends this and stays open. */
export function hang(body = ''): Act {
  return (answer) => {
    answer.writeHead(200)
    answer.write(body)
    answer.flushHeaders()
  }
}
