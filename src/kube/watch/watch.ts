import type { IncomingMessage } from 'node:http'
import { backoff } from '../../backoff.ts'
import { GastownError } from '../../errors.ts'
import { statusAsError } from '../transport/response-error.ts'
import type { Scope, WatchEvent, WatchScope } from '../client.ts'
import { pause } from '../transport/interruption.ts'
import { networkError } from '../transport/network-error.ts'
import { listObjects } from '../objects.ts'
import { selectors } from '../pages.ts'
import { resourcePath, withQuery } from '../resource-path.ts'
import type { KubeObject, Resource } from '../resources.ts'
import { statusCodeOf } from '../transport/status-error.ts'
import type { Transport } from '../transport/transport.ts'
import { WatchedObjects } from './watched-objects.ts'
import { watchFrames } from './watch-frames.ts'

export interface WatchTimes {
  /** Kubernetes bookmarks a watch every minute: silence for longer means a connection that died unnoticed. */
  readonly idleMs: number
  readonly firstWaitMs: number
}

const usual: WatchTimes = { idleMs: 150_000, firstWaitMs: 250 }

/** A stream that lived this long has proven the server well again. */
const provenAfterMs = 5_000
/** A stream that came again and has not ended for this long is taken for one that holds. */
const calmAfterMs = 1_000
/** A watch that has worked may be refused for a while, when a server starts and does not know its rights yet. */
const refusalsForgiven = 8

/** List, then watch from there, again and again; see WatchEvent for what comes out. */
export async function* watchObjects<T extends KubeObject>(
  transport: Transport,
  resource: Resource<T>,
  scope: WatchScope = {},
  times: WatchTimes = usual,
): AsyncGenerator<WatchEvent<T>> {
  const objects = new WatchedObjects<T>()
  const wait = backoff(times.firstWaitMs)
  const { signal } = scope
  let version: string | undefined
  let synced = false
  let refusals = 0
  let lost = false
  const isOver = () => signal?.aborted === true
  while (!isOver()) {
    const began = Date.now()
    scope.onSign?.('tried')
    try {
      if (version === undefined) {
        const list = await listObjects(transport, resource, scope)
        scope.onSign?.('heard')
        yield* objects.relist(list.items)
        yield { type: 'synced' }
        version = list.resourceVersion
        synced = true
      }
      const stream = await openWatch(transport, resource, scope, version)
      refusals = 0
      const frames = watchFrames(stream, times.idleMs)
      for await (const frame of lost ? orCalm(frames, stream) : frames) {
        if (frame !== 'calm' && frame.type === 'ERROR') {
          // Whatever it says: from this version on there is nothing more to have.
          version = undefined
          throw statusAsError(transport.server, frame.object)
        }
        if (lost) yield { type: 'back' }
        lost = false
        scope.onSign?.('heard')
        if (frame === 'calm') continue
        version = frame.object.metadata?.resourceVersion ?? version
        const event = objects.take(frame)
        if (event) yield event
      }
      // The server's own time limit: that is how watches end.
      if (Date.now() - began >= provenAfterMs) wait.reset()
      else await pause(wait.next(), signal)
    } catch (error) {
      if (isOver()) return
      const known = networkError(transport, error)
      if (isRefusal(known) && (!synced || ++refusals > refusalsForgiven)) throw known
      const expired = statusCodeOf(known) === 410
      if (expired || isRefusal(known)) version = undefined
      if (!lost && !expired) yield { type: 'lost', error: known }
      lost ||= !expired
      if (Date.now() - began >= provenAfterMs) wait.reset()
      await pause(wait.next(), signal)
    }
  }
}

/** The frames of this stream, and once `calm` where neither one nor the end comes for a while. */
async function* orCalm<T>(frames: AsyncGenerator<T>, stream: IncomingMessage): AsyncGenerator<T | 'calm'> {
  let timer: NodeJS.Timeout | undefined
  const first = frames.next()
  try {
    const calm = new Promise<'calm'>((resolve) => (timer = setTimeout(resolve, calmAfterMs, 'calm')))
    let next = await Promise.race([first, calm])
    if (next === 'calm') {
      yield next
      next = await first
    }
    if (next.done === true) return
    yield next.value
    yield* frames
  } finally {
    clearTimeout(timer)
    // Whoever leaves between `calm` and the first frame leaves a read behind that only the end of the stream ends.
    first.catch(() => undefined)
    stream.destroy()
  }
}

async function openWatch(
  transport: Transport,
  resource: Resource,
  scope: Scope,
  resourceVersion: string,
): Promise<IncomingMessage> {
  const path = withQuery(resourcePath(resource, scope.namespace), {
    ...selectors(scope),
    watch: true,
    allowWatchBookmarks: true,
    resourceVersion,
    // Not all at once: a server that ends all its watches at the same time gets all of them back at the same time.
    timeoutSeconds: Math.round(300 * (1 + Math.random())),
  })
  return await transport.stream({ method: 'GET', path, idempotent: true, signal: scope.signal })
}

/** What no waiting mends. */
function isRefusal(error: GastownError): boolean {
  const code = statusCodeOf(error)
  return error.kind === 'denied' || code === 404 || code === 400 || code === 405 || code === 422
}
