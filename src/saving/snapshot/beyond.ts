import type { OwnGit } from './own-git.ts'

/** Whether a commit of our repository has something that those do not have. */
export async function isBeyond(git: OwnGit, commit: string, than: readonly string[]): Promise<boolean> {
  return (await git.output(['rev-list', '--max-count=1', commit, '--not', ...than])).length > 0
}

/** Commits that none of `than` has, without those that another of them contains. */
export async function tipsBeyond(git: OwnGit, commits: Iterable<string>, than: readonly string[]): Promise<string[]> {
  const beyond: string[] = []
  for (const commit of new Set(commits)) if (await isBeyond(git, commit, than)) beyond.push(commit)
  if (beyond.length < 2) return beyond
  return (await git.output(['merge-base', '--independent', ...beyond])).toString().split('\n').filter(Boolean)
}
