import { setTimeout as sleep } from 'node:timers/promises'
import { GitFailure } from '../../git/failure.ts'
import { listRemote } from './list-remote.ts'
import {
  pushed,
  untried,
  type RefReport,
  type Progress,
  type PushStep,
  type Trial,
  type RefUpdate,
} from './progress.ts'
import { send, type Pusher } from './send.ts'

/**
 * Carries out what a plan says until it says what came of it. Throws a GitFailure where the remote cannot be reached or
 * takes nothing at all; then nothing is known to be lost.
 */
export async function carryOut<Outcome>(
  pusher: Pusher,
  plan: (progress: Progress) => PushStep<Outcome>,
): Promise<Outcome> {
  const tried = new Map<string, Trial>()
  let shown: ReadonlyMap<string, string> = new Map()
  for (;;) {
    const step = plan({ known: pusher.state.known, shown, tried })
    if (step.type === 'done') return step.outcome
    if (step.type === 'fail') throw step.failure
    if (step.type === 'push') await push(pusher, step.refs, tried)
    else {
      if (step.afterMs > 0) await sleep(step.afterMs, undefined, { signal: pusher.signal })
      const listed = new Set(step.refs.map(({ ref }) => ref))
      // Only these refs are asked for; what was seen of others stays.
      shown = new Map([...[...shown].filter(([ref]) => !listed.has(ref)), ...(await listRemote(pusher, step.refs))])
      for (const { ref } of step.refs) tried.set(ref, { ...(tried.get(ref) ?? untried), listed: true })
    }
  }
}

async function push(pusher: Pusher, refs: readonly RefUpdate[], tried: Map<string, Trial>): Promise<void> {
  const { known } = pusher.state
  const leases = new Map(refs.map(({ ref }) => [ref, known[ref] ?? null]))
  const reports = await reportsOf(pusher, refs)
  const together = refs.length
  for (const [ref, lease] of leases)
    tried.set(ref, pushed(tried.get(ref), { together, lease, report: reports.get(ref) }))
}

async function reportsOf(pusher: Pusher, refs: readonly RefUpdate[]): Promise<ReadonlyMap<string, RefReport>> {
  try {
    return await send(pusher, refs)
  } catch (error) {
    if (!mayBeRefusal(error)) throw error
    return new Map(refs.map(({ ref }) => [ref, error]))
  }
}

/** The server was there, and took nothing of this push; or it seems so, and a look at it will tell. */
function mayBeRefusal(error: unknown): error is GitFailure {
  return error instanceof GitFailure && error.kind !== 'disk-full' && (error.cut || !error.transient)
}
