import type { Access } from '../../git/access.ts'
import { listRefs } from '../../git/list-refs.ts'
import type { PushResult } from '../../outcome/results.ts'
import { fetchBase } from '../clone/fetch-base.ts'
import { contains, type Objects } from '../objects.ts'
import type { AttemptSettings } from '../settings.ts'
import { refNames } from './destinations.ts'
import { pushRefs } from './push-refs.ts'
import type { PushState } from './push-state.ts'

export interface Release {
  readonly settings: AttemptSettings
  readonly access: Access
  /** For questions about commits: no credential in its environment. */
  readonly objects: Objects
  readonly log: (line: string) => void
  readonly signal: AbortSignal
}

/**
 * Brings the commits that an attempt held back from the rescue ref, as the remote has it, to the work branch, and never
 * over commits that they do not contain. Throws a GitFailure where the remote cannot be reached.
 */
export async function releaseBranch(release: Release): Promise<PushResult> {
  const { settings, access, objects, log, signal } = release
  const names = refNames(settings.workBranch, settings.rescuePrefix)
  const shown = await listRefs(access, signal)
  const held = shown.get(names.rescuedBranch)
  const there = shown.get(names.branch)
  if (held === undefined)
    return refused(`the remote has no ${names.rescuedBranch}, so there is nothing to release`, 'PushFailed', [])
  await fetchBase(access, { gitDir: objects.gitDir, refs: [names.rescuedBranch], depth: undefined }, { log, signal })
  if (there !== undefined && !(await isContained(release, held, there)))
    return refused(`${names.branch} has commits that the held ones do not contain`, 'PushRejected', [
      names.rescuedBranch,
    ])
  const state: PushState = {
    answered: 0,
    known: { [names.branch]: there ?? null, [names.rescuedBranch]: held },
    sent: {},
    result: { state: 'waiting', final: false },
  }
  const pusher = { access, gitDir: objects.gitDir, state, save: () => {}, log }
  const refusal = (await pushRefs(pusher, [{ ref: names.branch, commit: held }])).get(names.branch)
  if (refusal !== undefined) return refused(refusal.words, 'PushRejected', [names.rescuedBranch])
  const verifiedAt = new Date().toISOString()
  // It only stood in for the branch.
  await pushRefs(pusher, [{ ref: names.rescuedBranch, commit: null }])
  const rescueRefs = [...(await listRefs(access, signal)).keys()].filter((ref) =>
    ref.startsWith(`${settings.rescuePrefix}/`),
  )
  return {
    state: 'saved',
    final: true,
    commit: held,
    branch: settings.workBranch,
    ...(rescueRefs.length > 0 && { rescueRefs }),
    verifiedAt,
    message: `released: pushed ${held.slice(0, 7)} to ${settings.workBranch}`,
  }
}

function refused(message: string, reason: 'PushFailed' | 'PushRejected', rescueRefs: string[]): PushResult {
  return { state: rescueRefs.length > 0 ? 'rescued' : 'failed', final: true, rescueRefs, reason, message }
}

/** Whether the held commits contain the branch's; a commit that did not come along with them is none of theirs. */
async function isContained({ objects }: Release, held: string, there: string): Promise<boolean> {
  try {
    return await contains(objects, held, there)
  } catch {
    return false
  }
}
