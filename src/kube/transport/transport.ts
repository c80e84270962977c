import type { IncomingMessage } from 'node:http'
import { codeOf, GastownError } from '../../errors.ts'
import { responseError } from './response-error.ts'
import { readBody } from './body.ts'
import type { Connection } from './connection.ts'
import { interruption, pause } from './interruption.ts'
import { type FaultHints, networkError } from './network-error.ts'
import { type HttpRequest, sendOnce, StaleSocket } from './send.ts'

/** Requests to one server, with everything about them that is not Kubernetes' own. */
export interface Transport {
  readonly server: string
  readonly hints?: FaultHints
  readonly connection: Connection
  /** The whole response. */
  text(request: HttpRequest): Promise<string>
  /** The response as it comes; the time limit holds for its head only. It ends with the signal. */
  stream(request: HttpRequest): Promise<IncomingMessage>
  close(): void
}

const most = {
  body: 256 * 1024 * 1024,
  errorBody: 1024 * 1024,
  retries: 10,
  staleSockets: 5,
  retryAfterSeconds: 30,
  reopened: 3,
}

/** Knowledge of a server besides its address. */
export interface Server {
  /** Starts it again where it has ended meanwhile. */
  readonly reopen?: () => Promise<void>
  readonly hints?: FaultHints
}

export function openTransport(
  connection: Connection,
  timeoutSeconds: number,
  { reopen, hints }: Server = {},
): Transport {
  const { server } = connection
  const asked = { server, hints }
  // Whoever watches is told of the server's end, which is somebody's will, and does not undo it.
  let hasStreamed = false

  async function respond(request: HttpRequest, signal: AbortSignal): Promise<IncomingMessage> {
    let renewed = false
    let [stale, reopened] = [0, 0]
    for (let retries = 0; ;) {
      const response = await sendOnce(connection, request, signal).catch(async (error: unknown) => {
        if (signal.aborted) throw interruption(signal)
        if (error instanceof StaleSocket && request.idempotent && ++stale <= most.staleSockets) return undefined
        if (reopen !== undefined && !hasStreamed && isUntouched(request, error) && ++reopened <= most.reopened) {
          await reopen()
          return undefined
        }
        throw networkError(asked, error instanceof StaleSocket ? error.cause : error)
      })
      if (response === undefined) continue
      const code = response.statusCode ?? 0
      if (code >= 200 && code < 300) return response
      const body = await readBody(response, most.errorBody).catch(() => '')
      if (signal.aborted) throw interruption(signal)
      if (code === 401 && !renewed && connection.renew()) {
        renewed = true
        continue
      }
      const wait = retryAfter(response, code)
      if (wait === undefined || ++retries > most.retries) {
        throw responseError({ server, code, body, path: request.path, hide: request.hide })
      }
      await pause(wait * 1000, signal)
    }
  }

  return {
    ...asked,
    connection,
    async text(request) {
      return await limited(server, timeoutSeconds, request.signal, async (signal) => {
        const response = await respond(request, signal)
        try {
          return await readBody(response, most.body)
        } catch (error) {
          throw signal.aborted ? interruption(signal) : networkError(asked, error)
        }
      })
    },
    async stream(request) {
      hasStreamed = true
      const streaming = new AbortController()
      const end = () => streaming.abort(request.signal?.reason)
      if (request.signal?.aborted) throw interruption(request.signal)
      request.signal?.addEventListener('abort', end)
      const removeListener = () => request.signal?.removeEventListener('abort', end)
      try {
        const response = await limited(server, timeoutSeconds, undefined, async (late) => {
          late.addEventListener('abort', () => streaming.abort(late.reason))
          return await respond(request, streaming.signal)
        })
        response.once('close', removeListener)
        return response
      } catch (error) {
        removeListener()
        throw error
      }
    },
    close: () => connection.close(),
  }
}

/** Whether the request did not reach a server, or does no harm twice. */
function isUntouched({ idempotent }: HttpRequest, error: unknown): boolean {
  const code = codeOf(error)
  return code === 'ECONNREFUSED' || (idempotent && code === 'ECONNRESET')
}

/** Runs a call under the caller's signal and the time limit; whichever comes first is what it rejects with. */
async function limited<T>(
  server: string,
  seconds: number,
  outer: AbortSignal | undefined,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (outer?.aborted) throw interruption(outer)
  const controller = new AbortController()
  const late = () => controller.abort(new GastownError('unreachable', `${server} did not respond within ${seconds} s`))
  const timer = seconds > 0 ? setTimeout(late, seconds * 1000) : undefined
  const end = () => controller.abort(outer?.reason)
  outer?.addEventListener('abort', end)
  try {
    return await call(controller.signal)
  } finally {
    clearTimeout(timer)
    outer?.removeEventListener('abort', end)
  }
}

/** Seconds to wait where the server asks to be asked again: it has not begun the request then. */
function retryAfter(response: IncomingMessage, code: number): number | undefined {
  const said = Number(response.headers['retry-after'])
  const seconds = Number.isFinite(said) && said >= 0 ? said : undefined
  if (code === 429) return Math.min(seconds ?? 1, most.retryAfterSeconds)
  if (code >= 500 && response.headers['retry-after'] !== undefined && seconds !== undefined) {
    return Math.min(seconds, most.retryAfterSeconds)
  }
  return undefined
}
