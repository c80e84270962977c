import type { PushResult } from '../../outcome/results.ts'
import type { Handover } from '../handover.ts'
import type { Attempt } from './attempt.ts'
import { carryOut } from './carry-out.ts'
import { refNames, staleRefs } from './destinations.ts'
import { listRemote } from './list-remote.ts'
import { failWhereNothingIsTaken, planRefs, planRemoval } from './plan-refs.ts'
import type { Refusal } from './refusal.ts'
import { rescueRef, rescueRefsOf, short, isTemporary } from './rescue-kinds.ts'
import type { Pusher } from './send.ts'

/** Whether the refs that only stood in for what this handover brings count no more. */
export function isAllSaved({ final }: Handover, { state, reason }: PushResult): boolean {
  return final && state !== 'failed' && reason !== 'PushFailed'
}

/**
 * Removes, once all is verified, the refs that only stood in for it, and marks those that the server does not let go.
 * Says what is left on the remote. Throws a GitFailure where the server does not answer.
 */
export async function removeTemporaryRefs(
  attempt: Attempt,
  handover: Handover,
  result: PushResult,
): Promise<PushResult> {
  const { pusher, settings } = attempt
  const stale = staleIn(attempt, handover)
  if (stale.length > 0) {
    const verdicts = await carryOut(pusher, (progress) => planRemoval(stale, progress))
    const kept = stale.filter((ref) => isRefusedByServer(verdicts.get(ref)))
    if (kept.length > 0) await markSuperseded(pusher, kept, settings.rescuePrefix)
  }
  return withRefsLeft(attempt, result)
}

/** Marks what could not be removed, as far as it is there after all: a server may have done what it did not answer. */
export async function markTemporaryRefs(attempt: Attempt, handover: Handover, result: PushResult): Promise<PushResult> {
  const { pusher, settings } = attempt
  const stale = staleIn(attempt, handover)
  if (stale.length > 0) {
    const shown = await listRemote(
      pusher,
      stale.map((ref) => ({ ref, commit: null })),
    )
    const kept = stale.filter((ref) => shown.has(ref) && shown.get(ref) === pusher.state.known[ref])
    if (kept.length > 0) await markSuperseded(pusher, kept, settings.rescuePrefix)
  }
  return withRefsLeft(attempt, result)
}

/** Marks ahead what a push that was cut may bring yet: when it comes, nothing of ours may run any more. */
export async function markLateRefs(attempt: Attempt, result: PushResult): Promise<PushResult> {
  const { pusher, settings } = attempt
  const { late = {} } = pusher.state
  const refs = lateRefs(attempt)
  const isMarked = await mark(
    pusher,
    refs.flatMap((ref) => late[ref] ?? []),
    settings.rescuePrefix,
  )
  pusher.log(`${lateWords(refs)}${isMarked ? ', which are marked as older than what was saved' : ''}`)
  return withRefsLeft(attempt, result)
}

export function lateWords(refs: readonly string[]): string {
  return `sent, but cut short, and not yet seen on the remote: ${refs.join(', ')}`
}

/** Refs that only stand in and that a push which ended without a word may bring yet. */
export function lateRefs({ pusher, settings }: Attempt): string[] {
  return Object.keys(pusher.state.late ?? {}).filter((ref) => isTemporary(ref, settings.rescuePrefix))
}

/** Lists the remote where any of those may have come. Throws a GitFailure. */
export async function checkLateRefs(attempt: Attempt): Promise<void> {
  if (lateRefs(attempt).length > 0) await listRemote(attempt.pusher, [])
}

function staleIn({ note, pusher, settings }: Attempt, handover: Handover): string[] {
  const names = refNames(note.branch, settings.rescuePrefix)
  return staleRefs(handover, { names, known: pusher.state.known })
}

/** What somebody else changed is not ours. */
function isRefusedByServer(refusal: Refusal | undefined): boolean {
  return refusal !== undefined && refusal.kind !== 'moved'
}

function withRefsLeft({ pusher, settings }: Attempt, result: PushResult): PushResult {
  const { rescueRefs: _, ...rest } = result
  const left = rescueRefsOf(pusher.state.known, settings.rescuePrefix)
  return left.length === 0 ? rest : { ...rest, rescueRefs: left }
}

/** The next attempt would put what they name over what was saved since. */
async function markSuperseded(pusher: Pusher, refs: readonly string[], prefix: string): Promise<void> {
  const commits = refs.flatMap((ref) => pusher.state.known[ref] ?? [])
  const isMarked = await mark(pusher, commits, prefix)
  pusher.log(
    `the server keeps ${refs.join(', ')}, which ${isMarked ? 'are marked as' : 'are'} older than what was saved`,
  )
}

/** Whether the server took all of the marks. */
async function mark(pusher: Pusher, commits: readonly string[], prefix: string): Promise<boolean> {
  const marks = [...new Set(commits)].map((commit) => ({ ref: rescueRef('superseded', prefix, short(commit)), commit }))
  const verdicts = await carryOut(pusher, (progress) => {
    const step = planRefs(marks, progress)
    return step.type === 'done' ? failWhereNothingIsTaken(step.outcome, step) : step
  })
  return [...verdicts.values()].every((refusal) => refusal === undefined)
}
