import type { PushResult } from '../../outcome/results.ts'
import { fetchBase } from '../clone/fetch-base.ts'
import { retryTransfer } from '../clone/retry.ts'
import { contains, type Objects } from '../objects.ts'
import type { Handover } from '../handover.ts'
import type { AttemptSettings } from '../settings.ts'
import { carryOut } from './carry-out.ts'
import { refNames, type RefNames } from './destinations.ts'
import { listShown } from './list-remote.ts'
import { planPush, type PushSituation } from './plan-push.ts'
import { planRemoval } from './plan-refs.ts'
import type { Refusal } from './refusal.ts'
import { rescueRefsOf } from './rescue-kinds.ts'
import type { Pusher } from './send.ts'

export interface Release {
  readonly settings: AttemptSettings
  readonly pusher: Pusher & Required<Pick<Pusher, 'signal'>>
  /** For questions about commits: no credential in its environment. */
  readonly objects: Objects
}

/**
 * Brings the commits that an attempt held back from the rescue ref, as the remote has it, to the work branch, and never
 * over commits that they do not contain. The rescue ref stays. Throws a GitFailure where the remote cannot be reached.
 */
export async function releaseBranch(release: Release): Promise<PushResult> {
  const { settings, pusher, objects } = release
  const { access, log, state, signal } = pusher
  const { rescuePrefix, workBranch } = settings
  const names = refNames(workBranch, rescuePrefix)
  const shown = await listShown(pusher, [names.branch, `${rescuePrefix}/*`])
  state.known = { [names.branch]: null, ...Object.fromEntries(shown) }
  const tip = shown.get(names.rescuedBranch)
  if (tip === undefined) return nothingHeld(names)
  const held = { gitDir: objects.gitDir, refs: [names.rescuedBranch], depth: undefined } as const
  await retryTransfer({ log, signal }, () => fetchBase(access, held, { log, signal }))
  const handover = { seq: 1, final: true, tip, tipForBranch: true, others: [], leftOut: [], notes: [] }
  const situation = await situationOf(release, names, handover)
  const outcome = await carryOut(pusher, (progress) => planPush(handover, situation, progress))
  return released(release, tip, outcome.refused)
}

/** After a push that was cut: what the remote shows of it. What it does not show may come yet, or not: undefined. Throws as the above does. */
export async function arrivedYet(release: Release): Promise<PushResult | undefined> {
  const { settings, pusher } = release
  const { branch } = refNames(settings.workBranch, settings.rescuePrefix)
  const sent = pusher.state.unverified[branch]
  if (sent === undefined) return undefined
  const shown = await listShown(pusher, [branch])
  return shown.get(branch) === sent ? released(release, sent, undefined) : undefined
}

/** Removes the rescue ref, which only stood in for the branch, once that is verified. Throws as the above do. */
export async function removeReleasedRef({ settings, pusher }: Release, result: PushResult): Promise<PushResult> {
  if (result.state !== 'saved') return result
  const { rescuedBranch } = refNames(settings.workBranch, settings.rescuePrefix)
  await carryOut(pusher, (progress) => planRemoval([rescuedBranch], progress))
  return { ...result, rescueRefs: rescueRefsOf(pusher.state.known, settings.rescuePrefix) }
}

/** Situation of an attempt that is over: nothing is held back any more, and what it began from plays no part. */
async function situationOf(release: Release, names: RefNames, { tip }: Handover): Promise<PushSituation> {
  const known = { ...release.pusher.state.known }
  const there = known[names.branch] ?? null
  const contained = there !== null && (await isContained(release, tip, there)) ? [there] : []
  return {
    names,
    known,
    base: '',
    checkpointTo: 'ref',
    held: false,
    original: there,
    contained: new Set(contained),
    rewrite: 'refuse',
  }
}

function released({ settings, pusher }: Release, tip: string, refused: Refusal | undefined): PushResult {
  const { rescuePrefix, workBranch } = settings
  const rescueRefs = rescueRefsOf(pusher.state.known, rescuePrefix)
  const final = true
  if (refused !== undefined)
    return { state: 'rescued', final, rescueRefs, reason: 'PushRejected', message: refused.words }
  return {
    state: 'saved',
    final,
    commit: tip,
    branch: workBranch,
    rescueRefs,
    verifiedAt: new Date().toISOString(),
    message: `released: pushed ${tip.slice(0, 7)} to ${workBranch}`,
  }
}

function nothingHeld({ rescuedBranch }: RefNames): PushResult {
  const message = `the remote has no ${rescuedBranch}, so there is nothing to release`
  return { state: 'failed', final: true, rescueRefs: [], reason: 'PushFailed', message }
}

/** Whether the held commits contain the branch's; a commit that did not come along with them is none of theirs. */
async function isContained({ objects }: Release, held: string, there: string): Promise<boolean> {
  try {
    return await contains(objects, held, there)
  } catch {
    return false
  }
}
