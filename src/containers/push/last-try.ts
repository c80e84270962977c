import { GitFailure } from '../../git/failure.ts'
import type { AbortRule } from './abort-stalled.ts'
import { giveUpAt, type GiveUp } from './give-up.ts'
import type { ContainerIO } from '../io.ts'
import type { StallTimeouts } from './stall-timeouts.ts'
import { sinceWhen } from './since-when.ts'
import type { WaitingFile } from './waiting-file.ts'

/** Timeouts of the last try: a remote that has responded is not away, and the kubelet ends what comes to no end there. */
export const lastPushTimeouts: StallTimeouts = { firstResponseMs: 0, idleMs: Infinity, totalMs: Infinity }

export const unansweredWords = 'the remote did not respond before the pod had to end'

/** The last try after a TERM, and how long it waits for a remote that is away. */
export class LastTry {
  readonly #waiting: WaitingFile
  readonly #limits: GiveUp
  readonly #toldAt: () => number | undefined

  constructor({ signal }: ContainerIO, waiting: WaitingFile, limits: GiveUp) {
    this.#waiting = waiting
    this.#limits = limits
    this.#toldAt = sinceWhen(() => signal.aborted)
  }

  /** Time to give up a remote without a response since the try began, in milliseconds since 1970; undefined before a TERM. */
  endsAt(triedAt: number): number | undefined {
    const toldAt = this.#toldAt()
    return toldAt === undefined ? undefined : giveUpAt(toldAt, this.#waiting.since ?? triedAt, this.#limits)
  }

  /** Rule for a try that began at this time. */
  rule(triedAt: number): AbortRule {
    return {
      timeouts: lastPushTimeouts,
      waitedSince: () => this.endsAt(triedAt),
      reason: () => new GitFailure('unreachable', unansweredWords),
    }
  }
}
