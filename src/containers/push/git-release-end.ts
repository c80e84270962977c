import { watchSignal } from '../changes.ts'
import { cutHanging, inAnyCase, type Cuttable } from './abort-stalled.ts'
import type { Patience } from './stall-timeouts.ts'
import { sinceWhen } from './since-when.ts'

/** The kubelet waits half a minute for all of it; git gets two seconds to end, and the last look has a limit of its own. */
export const toldPatience: Patience = { firstWordMs: 5000, silenceMs: 5000, inAllMs: 12_000 }
const lookPatience: Patience = { firstWordMs: 5000, silenceMs: 5000, inAllMs: Infinity }

/** What was released can be released again: nothing is worth being killed for, without a word on what arrived. */
export class ToldToEnd extends Error {
  override readonly name = 'ToldToEnd'
  override readonly message = 'told to end before the remote had answered'
}

/** After a TERM what gets on may come to its end, and what hangs is cut: then this throws ToldToEnd. */
export async function untilTold<T>(told: AbortSignal, act: (how: Cuttable) => Promise<T>): Promise<T> {
  const waitedSince = sinceWhen(() => told.aborted)
  const rule = { patience: toldPatience, waitedSince, reason: () => new ToldToEnd() }
  return await cutHanging([rule], watchSignal(told), act)
}

/** For a look at what a push that was cut has left. */
export async function lookInTime<T>(told: AbortSignal, look: (how: Cuttable) => Promise<T>): Promise<T> {
  return await cutHanging([inAnyCase(lookPatience)], watchSignal(told), look)
}
