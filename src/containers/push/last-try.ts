import { GitFailure } from '../../git/failure.ts'
import type { CutRule } from './abort-stalled.ts'
import { giveUpAt, type GiveUp } from './give-up.ts'
import type { ContainerIO } from '../io.ts'
import type { Patience } from './stall-timeouts.ts'
import { sinceWhen } from './since-when.ts'
import type { WaitingFile } from './waiting-file.ts'

/** A remote that has said a word is not away: the kubelet ends what comes to no end there. */
export const lastPatience: Patience = { firstWordMs: 0, silenceMs: Infinity, inAllMs: Infinity }

export const unansweredWords = 'the remote had not answered when the pod was to end'

/** After a TERM a remote that is away is not waited for longer than until then. */
export class LastTry {
  readonly #waiting: WaitingFile
  readonly #limits: GiveUp
  readonly #toldAt: () => number | undefined

  constructor({ signal }: ContainerIO, waiting: WaitingFile, limits: GiveUp) {
    this.#waiting = waiting
    this.#limits = limits
    this.#toldAt = sinceWhen(() => signal.aborted)
  }

  /** When a remote that has said no word since the try began is given up, in milliseconds since 1970; undefined before a TERM. */
  endsAt(triedAt: number): number | undefined {
    const toldAt = this.#toldAt()
    return toldAt === undefined ? undefined : giveUpAt(toldAt, this.#waiting.since ?? triedAt, this.#limits)
  }

  /** Cuts a try that began at this time. */
  rule(triedAt: number): CutRule {
    return {
      patience: lastPatience,
      waitedSince: () => this.endsAt(triedAt),
      reason: () => new GitFailure('unreachable', unansweredWords),
    }
  }
}
