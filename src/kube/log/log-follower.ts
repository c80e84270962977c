import { backoff } from '../../backoff.ts'
import { GastownError } from '../../errors.ts'
import type { LogItem, LogRequest } from '../client.ts'
import { pause } from '../transport/interruption.ts'
import { type ContainerView, getPod, viewContainer } from './log-container.ts'
import type { LogPlace } from './log-place.ts'
import { type LogTimes, readLog, type LogReadResult } from './log-reading.ts'
import { networkError } from '../transport/network-error.ts'
import type { Transport } from '../transport/transport.ts'

/** Tries at the log of a container that has ended before the rest of it is given up. */
const lastTries = 7

/**
 * Follows a container's log. Each round looks at the pod and then reads on from the last line. It is over when a
 * reading that began after the container had ended brought nothing new: the kubelet closes a follow when the
 * container ends, whether or not the reader has everything, and a broken way to the kubelet looks like an end too.
 */
export class LogFollower {
  readonly #transport: Transport
  readonly #pod: string
  readonly #namespace: string
  readonly #times: LogTimes
  readonly #afterLoss
  readonly #poll
  #request: LogRequest
  #view: ContainerView | undefined
  #uid: string | undefined
  #place: LogPlace | undefined
  /** Whether the line of `place` stands in the log that is read next. */
  #continuous = true
  #failures = 0
  #lastGap = ''

  constructor(transport: Transport, pod: string, namespace: string, request: LogRequest, times: LogTimes) {
    this.#transport = transport
    this.#pod = pod
    this.#namespace = namespace
    this.#request = request
    this.#times = times
    this.#afterLoss = backoff(times.firstWaitMs)
    this.#poll = backoff(times.pollMs, times.pollMs * 10)
  }

  async *items(): AsyncGenerator<LogItem> {
    for (;;) {
      let wait: number | 'over'
      try {
        wait = this.#view?.stage === 'ended' || (yield* this.#lookAtPod()) ? yield* this.#readOn() : 'over'
      } catch (error) {
        const known = networkError(this.#transport, error)
        // A loss is mended by waiting, but not before anything was reached at all.
        if (this.#signal?.aborted || known.kind !== 'unreachable' || this.#view === undefined) {
          if (this.#signal?.aborted) return
          throw known
        }
        wait = this.#afterLoss.next()
      }
      if (wait === 'over' || this.#signal?.aborted) return
      await pause(wait, this.#signal)
      if (this.#signal?.aborted) return
    }
  }

  get #signal(): AbortSignal | undefined {
    return this.#request.signal
  }

  /** Looks at the pod, and notes the run whose log is next; false when the pod is gone. */
  async *#lookAtPod(): AsyncGenerator<LogItem, boolean> {
    const pod = await getPod(this.#transport, this.#pod, this.#namespace, this.#signal)
    const before = this.#view
    if (!pod || (this.#uid !== undefined && pod.metadata?.uid !== this.#uid)) {
      if (!before) throw new GastownError('not-found', `pod ${this.#pod} not found in namespace ${this.#namespace}`)
      yield* this.#gap('the pod was deleted; lines at the end may be missing')
      return false
    }
    const view = viewContainer(pod, this.#request.container)
    const isOther = view.instance !== undefined && view.instance !== before?.instance
    if (isOther && before?.instance !== undefined) yield* this.#readBeforeRestart(before, view)
    this.#uid = pod.metadata?.uid
    this.#view = { ...view, instance: view.instance ?? before?.instance }
    return true
  }

  /** Another run's log stands there now; the end of this one's is in the previous log. */
  async *#readBeforeRestart(before: ContainerView, now: ContainerView): AsyncGenerator<LogItem> {
    if (now.restarts > before.restarts + 1) yield* this.#gap('the container was restarted more than once')
    try {
      const reading = yield* this.#read(before.name, { follow: false, previous: true })
      this.#place = reading.place
    } catch (error) {
      if (!(error instanceof GastownError)) throw error
      yield* this.#gap(`the log of the run before the restart cannot be read: ${error.message}`)
    }
    this.#continuous = false
  }

  /** Reads to the end of the stream; says how long to wait before the next round. */
  async *#readOn(): AsyncGenerator<LogItem, number | 'over'> {
    const ended = this.#view?.stage === 'ended'
    const began = Date.now()
    let reading: LogReadResult
    try {
      reading = yield* this.#read(this.#view?.name ?? '', { follow: !ended, previous: false })
    } catch (error) {
      if (this.#signal?.aborted || !(error instanceof GastownError) || error.kind === 'denied') throw error
      return yield* this.#refused(error, ended)
    }
    if (reading.place !== this.#place) {
      this.#continuous = true
      this.#failures = 0
      this.#poll.reset()
      this.#afterLoss.reset()
    }
    this.#place = reading.place
    if (reading.broken !== undefined) return this.#afterLoss.next()
    // Whatever there was to tail has come.
    this.#request = { ...this.#request, tailLines: undefined }
    if (!ended) return reading.fresh > 0 && Date.now() - began > this.#times.pollMs ? 0 : this.#poll.next()
    if (reading.fresh > 0) return 0
    if (reading.rest) yield reading.rest
    return 'over'
  }

  async *#refused(error: GastownError, ended: boolean): AsyncGenerator<LogItem, number | 'over'> {
    // 400: the container has not started yet. Its status comes up to a second later than its log, so ask for the log.
    if (!ended) return error.kind === 'invalid' ? this.#poll.next() : this.#afterLoss.next()
    const neverRan = this.#place === undefined && this.#view?.instance === undefined
    if (neverRan) return 'over'
    this.#failures += 1
    if (this.#failures < lastTries) return this.#afterLoss.next()
    yield* this.#gap(`the rest of the log cannot be read: ${error.message}`)
    return 'over'
  }

  async *#read(container: string, how: { follow: boolean; previous: boolean }): AsyncGenerator<LogItem, LogReadResult> {
    const path = { pod: this.#pod, namespace: this.#namespace, container }
    const options = {
      ...how,
      place: this.#place,
      continuous: this.#continuous,
      idleMs: this.#times.idleMs,
    }
    const items = readLog(this.#transport, path, this.#request, options)
    try {
      for (;;) {
        const next = await items.next()
        if (next.done) return next.value
        if (next.value.type === 'gap') yield* this.#gap(next.value.reason)
        else {
          this.#lastGap = ''
          yield next.value
        }
      }
    } finally {
      // Whoever leaves between two lines leaves its connection, and its idle limit, to nobody.
      await items.return({ place: this.#place, fresh: 0, broken: undefined, rest: undefined })
    }
  }

  /** Said once, however often it is found again before the next line. */
  *#gap(reason: string): Generator<LogItem> {
    if (reason === this.#lastGap) return
    this.#lastGap = reason
    yield { type: 'gap', reason }
  }
}
