import { backoff } from '../../backoff.ts'
import { GastownError } from '../../errors.ts'
import type { LogItem, LogRequest } from '../client.ts'
import { pause } from '../transport/interruption.ts'
import { LogFollower } from './log-follower.ts'
import { getPod, viewContainer } from './log-container.ts'
import type { LogPlace } from './log-place.ts'
import { type LogTimes, readLog } from './log-reading.ts'
import { networkError } from '../transport/network-error.ts'
import type { Transport } from '../transport/transport.ts'

const usual: LogTimes = { idleMs: 300_000, pollMs: 200, firstWaitMs: 250 }

/** Connections that may break in a row before a log that is read once is given up. */
const mostBreaks = 5

/** A container's log: what is there now, or followed to its end. */
export async function* readLogs(
  transport: Transport,
  pod: string,
  namespace: string,
  request: LogRequest = {},
  times: LogTimes = usual,
): AsyncGenerator<LogItem> {
  if (request.follow && !request.previous) {
    yield* new LogFollower(transport, pod, namespace, request, times).items()
  } else {
    yield* readOnce(transport, pod, namespace, request, times)
  }
}

async function* readOnce(
  transport: Transport,
  pod: string,
  namespace: string,
  request: LogRequest,
  times: LogTimes,
): AsyncGenerator<LogItem> {
  const wait = backoff(times.firstWaitMs)
  const container = request.container ?? (await defaultContainer(transport, pod, namespace, request.signal))
  let place: LogPlace | undefined
  for (let breaks = 0; ; breaks += 1) {
    const reading = yield* readLog(transport, { pod, namespace, container }, request, {
      place,
      continuous: true,
      follow: false,
      previous: request.previous === true,
      idleMs: times.idleMs,
    })
    if (request.signal?.aborted) return
    if (reading.broken === undefined) {
      if (reading.rest) yield reading.rest
      return
    }
    if (breaks >= mostBreaks) throw networkError(transport, reading.broken)
    place = reading.place
    await pause(wait.next(), request.signal)
  }
}

async function defaultContainer(
  transport: Transport,
  name: string,
  namespace: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  const pod = await getPod(transport, name, namespace, signal)
  if (!pod) throw new GastownError('not-found', `pod ${name} not found in namespace ${namespace}`)
  return viewContainer(pod, undefined).name
}
