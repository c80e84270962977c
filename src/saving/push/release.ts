import { listRefs } from '../../git/list-refs.ts'
import type { PushResult } from '../../outcome/results.ts'
import { fetchBase } from '../clone/fetch-base.ts'
import { contains, type Objects } from '../objects.ts'
import type { AttemptSettings } from '../settings.ts'
import { refNames } from './destinations.ts'
import { pushRefs, type Pusher } from './push-refs.ts'

export interface Release {
  readonly settings: AttemptSettings
  readonly pusher: Pusher
  /** For questions about commits: no credential in its environment. */
  readonly objects: Objects
  readonly signal: AbortSignal
}

/**
 * Brings the commits that an attempt held back from the rescue ref, as the remote has it, to the work branch, and never
 * over commits that they do not contain. The rescue ref stays. Throws a GitFailure where the remote cannot be reached.
 */
export async function releaseBranch(release: Release): Promise<PushResult> {
  const { settings, pusher, objects, signal } = release
  const { access, log, state } = pusher
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
  state.known = { [names.branch]: there ?? null, [names.rescuedBranch]: held }
  const refusal = (await pushRefs(pusher, [{ ref: names.branch, commit: held }])).get(names.branch)
  if (refusal !== undefined) return refused(refusal.words, 'PushRejected', [names.rescuedBranch])
  return {
    state: 'saved',
    final: true,
    commit: held,
    branch: settings.workBranch,
    rescueRefs: [...shown.keys()].filter((ref) => ref.startsWith(`${settings.rescuePrefix}/`)),
    verifiedAt: new Date().toISOString(),
    message: `released: pushed ${held.slice(0, 7)} to ${settings.workBranch}`,
  }
}

/** Removes the rescue ref, which only stood in for the branch, once that is verified. Throws as the above does. */
export async function tidyRelease({ settings, pusher }: Release, result: PushResult): Promise<PushResult> {
  if (result.state !== 'saved') return result
  const { rescuedBranch } = refNames(settings.workBranch, settings.rescuePrefix)
  const refusal = (await pushRefs(pusher, [{ ref: rescuedBranch, commit: null }])).get(rescuedBranch)
  if (refusal !== undefined) return result
  return { ...result, rescueRefs: result.rescueRefs?.filter((ref) => ref !== rescuedBranch) }
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
