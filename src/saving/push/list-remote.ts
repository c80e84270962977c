import { listRefs } from '../../git/list-refs.ts'
import { isThere, type RefUpdate } from './progress.ts'
import type { PushState } from './push-state.ts'
import type { Pusher } from './send.ts'

/** Lists the refs that the remote has, and notes which are ours. Throws a GitFailure. */
export async function listRemote(pusher: Pusher, wanted: readonly RefUpdate[]): Promise<ReadonlyMap<string, string>> {
  const refs = [...wanted.map(({ ref }) => ref), ...Object.keys(pusher.state.sent)]
  const shown = await listShown(pusher, [...new Set(refs)])
  noteShown(pusher.state, shown, wanted)
  pusher.save()
  return shown
}

/** The same as listRefs; throws the signal's reason where that ended it. */
export async function listShown({ access, signal }: Pusher, refs: readonly string[]): Promise<Map<string, string>> {
  try {
    return await listRefs(access, refs, signal)
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  }
}

/**
 * Where the remote has what we sent, also by an earlier push that had no answer, that is known from now on, and the lease
 * counts from there; where it has nothing at a wanted ref, too. What is neither is somebody else's.
 */
export function noteShown(state: PushState, shown: ReadonlyMap<string, string>, wanted: readonly RefUpdate[]): void {
  for (const one of wanted) {
    const there = shown.get(one.ref) ?? null
    if (isThere(shown, one) || there === null || state.sent[one.ref]?.includes(there)) state.known[one.ref] = there
    if (isThere(shown, one)) noteArrived(state, one.ref)
  }
  for (const [ref, commits] of Object.entries(state.sent)) {
    const there = shown.get(ref)
    if (there === undefined || !commits.includes(there) || wanted.some((one) => one.ref === ref)) continue
    state.known[ref] = there
    noteArrived(state, ref)
  }
  state.unverified = {}
}

/** What was sent there has come, or something newer was there first, and its lease is void. */
function noteArrived({ sent, late }: PushState, ref: string): void {
  delete sent[ref]
  delete late?.[ref]
}
