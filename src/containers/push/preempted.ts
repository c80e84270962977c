import { readIfThere } from '../../if-there.ts'
import { files } from '../../pod/layout.ts'
import type { Handover } from '../../saving/handover.ts'
import { parseHandover } from '../../saving/push/parse-handover.ts'
import type { PushState } from '../../saving/push/push-state.ts'
import { watchFile } from '../changes.ts'
import { abortStalled, type Abortable, type AbortRule } from './abort-stalled.ts'
import type { ContainerIO } from '../io.ts'
import type { StallTimeouts } from './stall-timeouts.ts'
import { sinceWhen } from './since-when.ts'

/** Timeouts of a push that a newer one waits for: it may have sent much of what that needs, but nothing without a response. */
export const preemptedTimeouts: StallTimeouts = { firstResponseMs: 0, idleMs: 5000, totalMs: Infinity }

/** The handover that has no result yet. */
export function newHandover(
  io: ContainerIO,
  { answered, series }: Pick<PushState, 'answered' | 'series'>,
): Handover | undefined {
  const handover = parseHandover(readIfThere(io.path(files.handover)) ?? '')
  if (handover === undefined || (handover.series === series && handover.seq <= answered)) return undefined
  return handover
}

/** Error of a push that gave way to a newer handover, which may be the last there is. */
export class Preempted extends Error {
  override readonly name = 'Preempted'
  override readonly message = 'cut short for a newer handover'
}

/**
 * Rule for the push of a handover while the final one is there: the kubelet may not wait for both. After a TERM the same
 * holds for whatever is newer.
 */
export function preempted(io: ContainerIO, { seq, series }: Pick<Handover, 'seq' | 'series'>): AbortRule {
  const waitedSince = sinceWhen(() => {
    const newer = newHandover(io, { answered: seq, series })
    return newer?.final === true || (newer !== undefined && io.signal.aborted)
  })
  return { timeouts: preemptedTimeouts, waitedSince, reason: () => new Preempted() }
}

/** `abortStalled`, whose rules are asked at each handover and at the TERM. */
export async function abortByHandovers<T>(
  io: ContainerIO,
  rules: readonly AbortRule[],
  push: (how: Abortable) => Promise<T>,
): Promise<T> {
  return await abortStalled(rules, watchFile(io.path(files.handover), io.signal), push)
}
