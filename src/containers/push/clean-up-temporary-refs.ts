import { setTimeout as sleep } from 'node:timers/promises'
import type { PushResult } from '../../outcome/results.ts'
import type { Handover } from '../../saving/handover.ts'
import type { Attempt } from '../../saving/push/attempt.ts'
import { withPusher } from '../../saving/push/send.ts'
import {
  isAllSaved,
  lateRefs,
  lateWords,
  checkLateRefs,
  markLateRefs,
  markTemporaryRefs,
  removeTemporaryRefs,
} from '../../saving/push/temporary-refs.ts'
import { asFailure } from '../as-failure.ts'
import { unconditional } from './abort-stalled.ts'
import type { ContainerIO } from '../io.ts'
import { abortByHandovers, newHandover, Preempted, preempted } from './preempted.ts'
import type { StallTimeouts } from './stall-timeouts.ts'

const pausesMs = [500, 2000, 5000]
/** Longer than for others, as a server that hangs is left alone with what it has. */
export const removalTimeouts: StallTimeouts = { firstResponseMs: 15_000, idleMs: 15_000, totalMs: Infinity }

export interface Saved {
  readonly handover: Handover
  readonly result: PushResult
}

type Tell = (result: PushResult) => Promise<void>
type Act = (attempt: Attempt, saved: Saved) => Promise<PushResult>

/**
 * The refs that only stood in for the final ones may stay: a failure here changes nothing of what is saved. But who looks
 * for the newest work finds them, so it is tried again, also after a TERM, and what stays in the end is marked.
 *
 * A server may also finish a checkpoint's push that was cut for the final one. It is looked for after each pause, and
 * marked ahead of what comes after the last look, because nothing of ours runs then.
 */
export async function cleanUpTemporaryRefs(io: ContainerIO, attempt: Attempt, saved: Saved, tell: Tell): Promise<void> {
  if (!isAllSaved(saved.handover, saved.result)) return
  const act = (how: Act): Promise<Tried> => tryTo(io, attempt, saved, how, tell)
  let came: Tried = await act(remove)
  for (const pauseMs of pausesMs) {
    if (came === 'preempted' || came === 'hangs') break
    if (came === 'done' && lateRefs(attempt).length === 0) return
    if (!(await stillLast(io, attempt, saved.handover, pauseMs))) return
    came = await act(listAndRemove)
  }
  if (came === 'preempted') return
  if (came !== 'done') await act(mark)
  const late = lateRefs(attempt)
  if (late.length > 0 && (await act(markLate)) !== 'done') io.log(lateWords(late))
}

const remove: Act = (attempt, { handover, result }) => removeTemporaryRefs(attempt, handover, result)

const mark: Act = (attempt, { handover, result }) => markTemporaryRefs(attempt, handover, result)

const markLate: Act = (attempt, { result }) => markLateRefs(attempt, result)

const listAndRemove: Act = async (attempt, saved) => {
  await checkLateRefs(attempt)
  return await remove(attempt, saved)
}

type Tried = 'done' | 'failed' | 'hangs' | 'preempted'

async function tryTo(io: ContainerIO, attempt: Attempt, saved: Saved, act: Act, tell: Tell): Promise<Tried> {
  const hanging = unconditional(removalTimeouts)
  try {
    const rules = [preempted(io, saved.handover), hanging]
    await tell(await abortByHandovers(io, rules, (how) => act(withPusher(attempt, how), saved)))
    return 'done'
  } catch (error) {
    io.log(`checkpoints stay on the remote: ${asFailure(error).words}`)
    if (error instanceof Preempted) return 'preempted'
    return error === hanging.reason() ? 'hangs' : 'failed'
  }
}

/** After the pause, or as soon as something newer comes. */
async function stillLast(io: ContainerIO, { pusher }: Attempt, handover: Handover, pauseMs: number): Promise<boolean> {
  try {
    await abortByHandovers(io, [preempted(io, handover)], ({ signal }) => sleep(pauseMs, undefined, { signal }))
  } catch (error) {
    if (!(error instanceof Preempted)) throw error
  }
  return newHandover(io, pusher.state) === undefined
}
