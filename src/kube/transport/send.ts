import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { codeOf } from '../../errors.ts'
import type { Connection } from './connection.ts'

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path with its query. */
  readonly path: string
  readonly body?: string
  readonly contentType?: string
  readonly accept?: string
  readonly signal?: AbortSignal
  /** Doing it twice is as good as once. */
  readonly idempotent: boolean
  /** Values that no error may repeat. */
  readonly hide?: readonly string[]
}

/** A kept connection that the server had closed: nothing was answered. */
export class StaleSocket extends Error {}

/** Sends a request once and resolves with the head of its response, whatever its status. The signal ends the response's body too. */
export async function sendOnce(
  connection: Connection,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { base, agent } = connection
  const own = await connection.headers()
  signal.throwIfAborted()
  const headers: http.OutgoingHttpHeaders = {
    ...own,
    accept: request.accept ?? 'application/json',
    'user-agent': 'gastown',
  }
  if (request.body !== undefined) {
    headers['content-type'] = request.contentType ?? 'application/json'
    headers['content-length'] = Buffer.byteLength(request.body)
  }
  return await new Promise((resolve, reject) => {
    const outgoing = (base.protocol === 'https:' ? https : http).request({
      agent,
      host: base.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: base.port || (base.protocol === 'https:' ? 443 : 80),
      method: request.method,
      path: base.pathname.replace(/\/$/, '') + request.path,
      headers,
    })
    const abort = () => outgoing.destroy(signal.reason instanceof Error ? signal.reason : new Error('aborted'))
    signal.addEventListener('abort', abort)
    outgoing.once('close', () => signal.removeEventListener('abort', abort))
    // A peer that vanished is noticed 40 s later, however long a stream is silent (libuv probes 10 times, a second apart).
    outgoing.once('socket', (socket) => socket.setKeepAlive(true, 30_000))
    outgoing.once('response', resolve)
    outgoing.on('error', (error) => {
      const stale = outgoing.reusedSocket && !signal.aborted && ['ECONNRESET', 'EPIPE'].includes(codeOf(error))
      reject(stale ? new StaleSocket('stale', { cause: error }) : error)
    })
    outgoing.end(request.body)
  })
}
