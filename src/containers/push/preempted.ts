import { readIfThere } from '../../git/read-if-there.ts'
import { files } from '../../pod/layout.ts'
import type { Handover } from '../../saving/handover.ts'
import { parseHandover } from '../../saving/push/parse-handover.ts'
import type { PushState } from '../../saving/push/push-state.ts'
import { watchFile } from '../changes.ts'
import { cutHanging, type Cuttable, type CutRule } from './abort-stalled.ts'
import type { ContainerIO } from '../io.ts'
import type { Patience } from './stall-timeouts.ts'
import { sinceWhen } from './since-when.ts'

/** A push that gets on has sent much of what its successor needs, one without a word nothing. */
export const overtakenPatience: Patience = { firstWordMs: 0, silenceMs: 5000, inAllMs: Infinity }

/** What is handed over and not answered yet. */
export function newHandover(
  io: ContainerIO,
  { answered, series }: Pick<PushState, 'answered' | 'series'>,
): Handover | undefined {
  const handover = parseHandover(readIfThere(io.path(files.handover)))
  if (handover === undefined || (handover.series === series && handover.seq <= answered)) return undefined
  return handover
}

/** A newer handover, which may be the last there is, did not wait for the end of this one. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken'
  override readonly message = 'cut short for a newer handover'
}

/**
 * Cuts the push of a handover while the final one is there: the kubelet may not wait for both. After a TERM the same holds
 * for whatever is newer.
 */
export function overtaken(io: ContainerIO, { seq, series }: Pick<Handover, 'seq' | 'series'>): CutRule {
  const waitedSince = sinceWhen(() => {
    const newer = newHandover(io, { answered: seq, series })
    return newer?.final === true || (newer !== undefined && io.signal.aborted)
  })
  return { patience: overtakenPatience, waitedSince, reason: () => new Overtaken() }
}

/** The same as cutHanging, with a look at each handover and at the TERM. */
export async function cutByHandovers<T>(
  io: ContainerIO,
  rules: readonly CutRule[],
  push: (how: Cuttable) => Promise<T>,
): Promise<T> {
  return await cutHanging(rules, watchFile(io.path(files.handover), io.signal), push)
}
