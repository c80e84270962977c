import type { PushResult } from '../../outcome/results.ts'
import type { Handover, RemoteNote } from '../handover.ts'
import { contains, type Objects } from '../objects.ts'
import type { AttemptSettings } from '../settings.ts'
import { ciChanges } from './ci-changes.ts'
import { countWork, type Counts } from './counts.ts'
import { destinations, refNames, replacedCommits, type Destinations, type Situation } from './destinations.ts'
import { pushRefs, type Pusher, type Wanted } from './push-refs.ts'
import { pushResult, type Facts } from './push-result.ts'
import type { Refusal } from './refusal.ts'

export interface Attempt {
  readonly settings: AttemptSettings
  readonly note: RemoteNote
  readonly pusher: Pusher
  /** For questions about commits: no credential in its environment. */
  readonly objects: Objects
}

const mostRewrites = 20

/**
 * Brings what a handover names to the remote and says what is proven to be there.
 * Throws a GitFailure where the remote cannot be reached or takes nothing at all; then nothing is known to be lost.
 */
export async function answer(attempt: Attempt, handover: Handover): Promise<PushResult> {
  const { note, pusher, settings } = attempt
  const names = refNames(note.branch, settings.rescuePrefix)
  const counting = counts(attempt, handover)
  const held = await heldPaths(attempt, handover, names.branch)
  const situation: Situation = {
    names,
    known: pusher.state.known,
    base: note.base,
    checkpointTo: settings.checkpointTo,
    held: held.length > 0,
  }
  const plan = destinations(handover, situation)
  const kept = await beforeRewrites(attempt, handover, situation, plan)
  const verdicts = new Map(kept.length > 0 ? await pushRefs(pusher, kept) : [])
  const blocked = [...verdicts.values()].find((refusal) => refusal !== undefined)
  if (blocked !== undefined && plan.tip?.ref === names.branch) {
    // The commits that the branch holds now would be on the remote no more.
    verdicts.set(names.branch, blocked)
    for (const one of await pushRefs(pusher, plan.rescue)) verdicts.set(...one)
  } else for (const one of await pushRefs(pusher, [...tipOf(plan), ...plan.rescue])) verdicts.set(...one)
  const tip = await settleTip(attempt, handover, plan, verdicts)
  const missing = [...verdicts].filter(
    (one): one is [string, Refusal] => one[1] !== undefined && one[0] !== plan.tip?.ref,
  )
  return pushResult({
    handover,
    branch: note.branch,
    start: note.start,
    names,
    ...tip,
    held,
    missing,
    rescueRefs: rescueRefs(attempt),
    counts: await counting,
    verifiedAt: verdicts.size === 0 ? undefined : new Date().toISOString(),
  })
}

/** Removes, once all is verified, the refs that only stood in for it. Says whether anything was removed. */
export async function tidy(attempt: Attempt, handover: Handover, result: PushResult): Promise<PushResult> {
  const { note, pusher, settings } = attempt
  if (!handover.final || result.state === 'failed' || result.reason === 'PushFailed') return result
  const names = refNames(note.branch, settings.rescuePrefix)
  const stale = [names.checkpoint, ...(handover.uncommitted === undefined ? [names.uncommitted] : [])]
  const wanted = stale
    .filter((ref) => typeof pusher.state.known[ref] === 'string')
    .map((ref) => ({ ref, commit: null }))
  if (wanted.length === 0) return result
  await pushRefs(pusher, wanted)
  const { rescueRefs: _, ...rest } = result
  const left = rescueRefs(attempt)
  return left.length === 0 ? rest : { ...rest, rescueRefs: left }
}

/** A work branch that refuses the tip must not cost it: it goes to a rescue ref. */
async function settleTip(
  { note, pusher, settings }: Attempt,
  { tip }: Handover,
  { tip: wanted }: Destinations,
  verdicts: ReadonlyMap<string, Refusal | undefined>,
): Promise<Pick<Facts, 'tipAt' | 'tipLost' | 'refused'>> {
  if (wanted === undefined) return { tipAt: undefined, tipLost: false, refused: undefined }
  const refusal = verdicts.get(wanted.ref)
  if (refusal === undefined) return { tipAt: wanted.ref, tipLost: false, refused: undefined }
  const names = refNames(note.branch, settings.rescuePrefix)
  if (wanted.ref !== names.branch) return { tipAt: undefined, tipLost: true, refused: refusal }
  const rescued = await pushRefs(pusher, [{ ref: names.rescuedBranch, commit: tip }])
  const lost = rescued.get(names.rescuedBranch) !== undefined
  return { tipAt: lost ? undefined : names.rescuedBranch, tipLost: lost, refused: refusal }
}

/** Commits on the remote that would otherwise be replaced by ones that do not contain them. */
async function beforeRewrites(
  { objects, note }: Attempt,
  { tip }: Handover,
  situation: Situation,
  plan: Destinations,
): Promise<Wanted[]> {
  const { names, known } = situation
  const wanted: Wanted[] = []
  let room = mostRewrites - Object.keys(known).filter((ref) => ref.startsWith(names.beforeRewrite(''))).length
  for (const commit of replacedCommits(situation, plan)) {
    // What was on the branch before the agent came is not the agent's to use up.
    if ((room <= 0 && commit !== note.refs[names.branch]) || (await contains(objects, tip, commit))) continue
    wanted.push({ ref: names.beforeRewrite(commit), commit })
    room -= 1
  }
  return wanted
}

async function heldPaths(
  { settings, note, pusher, objects }: Attempt,
  handover: Handover,
  branch: string,
): Promise<string[]> {
  const toBranch = handover.tipForBranch && (handover.final || settings.checkpointTo === 'branch')
  if (settings.ciChanges === 'allow' || !toBranch) return []
  const there = pusher.state.known[branch]
  return await ciChanges(objects, handover.tip, [note.base, ...(typeof there === 'string' ? [there] : [])])
}

/** Nice to have: a count that fails or takes too long must not cost the save. */
async function counts({ objects, note, pusher }: Attempt, { tip }: Handover): Promise<Counts | undefined> {
  try {
    return await countWork(objects, note.base, tip)
  } catch (error) {
    pusher.log(`the work could not be counted: ${error instanceof Error ? error.message : String(error)}`)
    return undefined
  }
}

function tipOf({ tip }: Destinations): Wanted[] {
  return tip === undefined ? [] : [tip]
}

/** What a person needs first comes first. */
function rescueRefs({ settings, pusher }: Attempt): string[] {
  const order = ['branch', 'uncommitted', 'checkpoint', 'other-', 'before-rewrite-']
  const rank = (ref: string): number =>
    order.findIndex((word) => ref.slice(settings.rescuePrefix.length + 1).startsWith(word))
  return Object.entries(pusher.state.known)
    .filter(([ref, commit]) => commit !== null && ref.startsWith(`${settings.rescuePrefix}/`))
    .map(([ref]) => ref)
    .toSorted((a, b) => rank(a) - rank(b))
}
