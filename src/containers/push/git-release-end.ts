import { watchSignal } from '../changes.ts'
import { abortStalled, unconditional, type Abortable } from './abort-stalled.ts'
import type { StallTimeouts } from './stall-timeouts.ts'
import { sinceWhen } from './since-when.ts'

/** Timeouts after a TERM: the kubelet waits half a minute, git gets two seconds to end, and the last look has its own. */
export const termTimeouts: StallTimeouts = { firstResponseMs: 5000, idleMs: 5000, totalMs: 12_000 }
const checkTimeouts: StallTimeouts = { firstResponseMs: 5000, idleMs: 5000, totalMs: Infinity }

/** Error of a release that a TERM ended: it can be repeated, and must say what arrived before the kubelet kills it. */
export class EndedByTerm extends Error {
  override readonly name = 'EndedByTerm'
  override readonly message = 'stopped before the remote responded'
}

/** Runs `act`; after a TERM it may finish while it progresses, and is aborted where it stalls: then this throws EndedByTerm. */
export async function untilTerm<T>(term: AbortSignal, act: (how: Abortable) => Promise<T>): Promise<T> {
  const waitedSince = sinceWhen(() => term.aborted)
  const rule = { timeouts: termTimeouts, waitedSince, reason: () => new EndedByTerm() }
  return await abortStalled([rule], watchSignal(term), act)
}

/** Looks at what an aborted push has left. */
export async function checkInTime<T>(term: AbortSignal, check: (how: Abortable) => Promise<T>): Promise<T> {
  return await abortStalled([unconditional(checkTimeouts)], watchSignal(term), check)
}
