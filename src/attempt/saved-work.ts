/** Saved work of an attempt, as the remote has it: for `.status.result`, and in words. */
import type { PushResult } from '../outcome/results.ts'
import type { PolecatStatus } from '../polecat/status.ts'
import type { PodFacts } from './pod-facts.ts'

export type Result = NonNullable<PolecatStatus['result']>

export interface Saved {
  /** Undefined where there was never anything to save. */
  readonly result?: Result
  /** Whether git-push has reported the end of the attempt. */
  readonly final: boolean
  readonly sentences: readonly string[]
}

const nothing: Saved = { final: true, sentences: ['nothing to save'] }

/** Saved work by the pod's results; `prefix` of the rescue refs is named where nothing else is known. */
export function savedWork(facts: PodFacts, branch: string, prefix: string): Saved {
  const { push, agentStarted } = facts
  if (!agentStarted) return nothing
  const final = push?.final === true && push.state !== 'waiting'
  if (!final && changedNothing(facts)) return nothing
  if (!push) {
    return {
      result: { saved: 'failed' },
      final,
      sentences: [`unknown whether the work was saved; check ${prefix}/ on the remote`],
    }
  }
  const result = resultOf(push, final)
  if (result.saved === 'saved' && facts.save?.changed === false) return { ...nothing, result }
  return { result, final, sentences: sentencesOf(push, result, push.branch ?? branch) }
}

/** Whether git-save came to its end and found the checkout as it was at the start. */
function changedNothing({ save, states }: PodFacts): boolean {
  return save?.changed === false && states['git-save'].terminated?.exitCode === 0
}

function resultOf(push: PushResult, final: boolean): Result {
  // All of it may have come with a last push that was not answered.
  const mayBeAll = push.final && push.unverified !== undefined
  const later = final || mayBeAll ? [] : ['changes after the last checkpoint']
  const leftOut = [...(push.leftOut ?? []), ...later]
  return {
    saved: final ? push.state : push.verifiedAt === undefined ? 'failed' : 'incomplete',
    commit: push.commit,
    commits: push.commits,
    filesChanged: push.filesChanged,
    insertions: push.insertions,
    deletions: push.deletions,
    rescueRefs: push.rescueRefs?.slice(0, 32).map((ref) => ref.slice(0, 512)),
    leftOut: leftOut.length > 0 ? leftOut.slice(0, 32).map((name) => name.slice(0, 1024)) : undefined,
    remoteVerifiedAt: push.verifiedAt,
  }
}

/** Sentences for the message; what git-push says itself is not repeated. */
function sentencesOf(
  push: PushResult,
  { commit, commits, rescueRefs = [], leftOut = [] }: Result,
  branch: string,
): string[] {
  const { unverified = [] } = push
  const told = push.reason === undefined ? '' : (push.message ?? '')
  const rescued = rescueRefs.filter((ref) => !told.includes(ref)).map((ref) => `${kindOf(ref)} saved at ${ref}`)
  const missing = leftOut.filter((name) => !told.includes(name))
  const sentences = [
    ...(commit && commits && !told.includes(commit.slice(0, 7))
      ? [`pushed ${count(commits, 'commit')} (${commit.slice(0, 7)}) to ${branch}`]
      : []),
    ...rescued,
    ...(unverified.length > 0 ? [`unknown whether commits sent to ${unverified.join(', ')} arrived`] : []),
    ...(missing.length > 0 ? [`not saved: ${missing.join(', ')}`] : []),
  ]
  if (sentences.length > 0 || / saved at | pushed /.test(` ${told} `)) return sentences
  return [push.state === 'failed' || commits ? 'nothing was saved' : 'nothing to save']
}

function kindOf(ref: string): string {
  const last = ref.slice(ref.lastIndexOf('/') + 1)
  if (last === 'uncommitted') return 'uncommitted work'
  if (last === 'branch' || last === 'checkpoint') return 'commits'
  if (last.startsWith('before-rewrite')) return 'rewritten commits'
  if (last.startsWith('submodule-')) return 'commits of a submodule, without which the branch cannot be cloned whole,'
  if (last.startsWith('embedded-')) return "commits of a repository of the agent's own"
  if (last.startsWith('worktree-')) return 'uncommitted work of a worktree'
  return 'further work'
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`
}
