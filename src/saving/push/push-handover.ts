import type { PushResult } from '../../outcome/results.ts'
import type { Handover } from '../handover.ts'
import { contains } from '../objects.ts'
import { adoptRefs } from './adopt-refs.ts'
import type { Attempt } from './attempt.ts'
import { carryOut } from './carry-out.ts'
import { ciChanges } from './ci-changes.ts'
import { countWork, type Counts } from './counts.ts'
import { destinations, refNames, replacedCommits, type Situation } from './destinations.ts'
import { listRemote } from './list-remote.ts'
import { planPush, type PushSituation } from './plan-push.ts'
import { pushResult } from './push-result.ts'
import { rescueRefsOf } from './rescue-kinds.ts'

/**
 * Brings what a handover names to the remote and says what is proven to be there.
 * Throws a GitFailure where the remote cannot be reached or takes nothing at all; then nothing is known to be lost.
 */
export async function pushHandover(attempt: Attempt, handover: Handover): Promise<PushResult> {
  const { note, pusher, settings } = attempt
  await refreshKnownRefs(attempt)
  const counting = counts(attempt, handover)
  const held = await heldPaths(attempt, handover)
  const situation = await situationOf(attempt, handover, held.length > 0)
  const { listed, ...outcome } = await carryOut(pusher, (progress) => planPush(handover, situation, progress))
  return pushResult({
    handover,
    branch: note.branch,
    start: note.start,
    names: situation.names,
    ...outcome,
    held,
    rescueRefs: rescueRefsOf(pusher.state.known, settings.rescuePrefix),
    counts: await counting,
    verifiedAt: listed ? new Date().toISOString() : undefined,
  })
}

/** A plan counts on what is known of the remote: after a lost state, or a push without an answer, that is looked for. */
async function refreshKnownRefs(attempt: Attempt): Promise<void> {
  const { pusher } = attempt
  if (pusher.state.isLost === true) await adoptRefs(attempt)
  if (Object.keys(pusher.state.unverified).length > 0) await listRemote(pusher, [])
}

async function situationOf(attempt: Attempt, handover: Handover, held: boolean): Promise<PushSituation> {
  const { note, pusher, settings, objects } = attempt
  const names = refNames(note.branch, settings.rescuePrefix)
  const { checkpointTo } = settings
  const situation: Situation = { names, known: { ...pusher.state.known }, base: note.base, checkpointTo, held }
  const contained = new Set<string>()
  for (const commit of replacedCommits(situation, destinations(handover, situation)))
    if (await contains(objects, handover.tip, commit)) contained.add(commit)
  return { ...situation, original: note.refs[names.branch] ?? null, contained, rewrite: 'keep' }
}

async function heldPaths({ settings, note, pusher, objects }: Attempt, handover: Handover): Promise<string[]> {
  const toBranch = handover.tipForBranch && (handover.final || settings.checkpointTo === 'branch')
  if (settings.ciChanges === 'allow' || !toBranch) return []
  const there = pusher.state.known[refNames(note.branch, settings.rescuePrefix).branch]
  return await ciChanges(objects, handover.tip, [note.base, ...(typeof there === 'string' ? [there] : [])])
}

/** Nice to have: a count that fails or takes too long must not cost the save. */
async function counts({ objects, note, pusher }: Attempt, { tip }: Handover): Promise<Counts | undefined> {
  try {
    return await countWork(objects, note.base, tip, pusher.signal)
  } catch (error) {
    pusher.log(`the work could not be counted: ${error instanceof Error ? error.message : String(error)}`)
    return undefined
  }
}
