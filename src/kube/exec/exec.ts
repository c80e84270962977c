import type { IncomingMessage } from 'node:http'
import type { WebSocket } from 'ws'
import { GastownError } from '../../errors.ts'
import { responseError } from '../transport/response-error.ts'
import { readBody } from '../transport/body.ts'
import type { ExecRequest } from '../client.ts'
import { execStatus } from './exec-status.ts'
import { ExecStreams } from './exec-streams.ts'
import { interruption } from '../transport/interruption.ts'
import { networkError } from '../transport/network-error.ts'
import { resourcePath, withQuery } from '../resource-path.ts'
import { pods } from '../resources.ts'
import type { Transport } from '../transport/transport.ts'

export interface ExecTimes {
  /** A connection that answers no ping is dead. */
  readonly pingMs: number
  /** Time from the command's status to the end of the connection. */
  readonly closeMs: number
}

const usual: ExecTimes = { pingMs: 20_000, closeMs: 2_000 }

/** Runs a command in a container; resolves with its exit status. */
export async function runExec(
  transport: Transport,
  pod: string,
  namespace: string,
  request: ExecRequest,
  times: ExecTimes = usual,
): Promise<number> {
  if (request.signal?.aborted) throw interruption(request.signal)
  const socket = await openSocket(transport, pod, namespace, request)
  const streams = new ExecStreams(socket, request)
  let alive = true
  const ping = setInterval(() => {
    if (!alive && !streams.paused) return socket.terminate()
    alive = false
    socket.ping()
  }, times.pingMs)
  const abort = () => socket.terminate()
  request.signal?.addEventListener('abort', abort)
  try {
    return await new Promise((resolve, reject) => {
      let late: NodeJS.Timeout | undefined
      let fault: Error | undefined
      socket.on('pong', () => (alive = true))
      socket.on('error', (error) => (fault = error))
      socket.on('message', (data: Buffer) => {
        alive = true
        if (streams.take(data) === 'status') {
          late = setTimeout(() => socket.terminate(), times.closeMs)
          socket.close()
        }
      })
      socket.on('close', () => {
        clearTimeout(late)
        if (streams.status !== undefined)
          resolve(streams.drained().then(() => execStatus(transport.server, streams.status ?? {})))
        else if (request.signal?.aborted) reject(interruption(request.signal))
        else
          reject(networkError(transport, fault ?? streams.fault ?? new Error('the connection to the command was lost')))
      })
      streams.start()
      socket.resume()
    })
  } finally {
    clearInterval(ping)
    request.signal?.removeEventListener('abort', abort)
    streams.end()
  }
}

async function openSocket(
  transport: Transport,
  pod: string,
  namespace: string,
  request: ExecRequest,
): Promise<WebSocket> {
  const { WebSocket } = await import('ws')
  const { connection, server } = transport
  const query = withQuery(resourcePath(pods, namespace, pod, 'exec'), {
    container: request.container,
    stdin: request.stdin ? true : undefined,
    stdout: true,
    stderr: request.stderr && !request.tty ? true : undefined,
    tty: request.tty || undefined,
  })
  const command = request.command.map((word) => `command=${encodeURIComponent(word)}`).join('&')
  for (let renewed = false; ; renewed = true) {
    const socket = new WebSocket(
      `${server.replace(/^http/, 'ws')}${query}&${command}`,
      ['v5.channel.k8s.io', 'v4.channel.k8s.io'],
      {
        agent: connection.agent,
        headers: { ...(await connection.headers()), 'user-agent': 'gastown' } as Record<string, string>,
        handshakeTimeout: 30_000,
        perMessageDeflate: false,
      },
    )
    const refusal = await opened(socket, transport, request.signal)
    if (refusal === undefined) return socket
    if (refusal.code !== 401 || renewed || !connection.renew())
      throw responseError({ server, ...refusal, ...(refusal.code === 403 && { path: query }) })
  }
}

/** Waits until the socket is open; resolves with the server's response where that refuses it. */
function opened(
  socket: WebSocket,
  transport: Transport,
  signal: AbortSignal | undefined,
): Promise<{ code: number; body: string } | undefined> {
  return new Promise((resolve, reject) => {
    const abort = () => socket.terminate()
    signal?.addEventListener('abort', abort)
    const settled = () => signal?.removeEventListener('abort', abort)
    socket.once('open', () => {
      settled()
      // The first message may come before whoever waits for this is back.
      socket.pause()
      resolve(undefined)
    })
    socket.once('unexpected-response', (_, response: IncomingMessage) => {
      settled()
      readBody(response, 1024 * 1024).then(
        (body) => resolve({ code: response.statusCode ?? 0, body }),
        (error: unknown) => reject(networkError(transport, error)),
      )
    })
    socket.once('error', (error: Error) => {
      settled()
      if (signal?.aborted) reject(interruption(signal))
      else if (error instanceof GastownError) reject(error)
      else reject(networkError(transport, error))
    })
  })
}
