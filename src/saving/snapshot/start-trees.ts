import type { StartNote } from '../handover.ts'
import type { OwnGit } from './own-git.ts'
import { trackedAt, trackedIn, type Tracked, type TrackedAt, type Unlisted } from '../scan/tracked.ts'

/** Trees that the attempt began with: of the start and base commits, and of the files that git-clone wrote. */
export interface StartTrees {
  readonly tracked: TrackedAt
  readonly base: Tracked
  readonly cloned: Tracked
  /** Why one of them is not known, so that nobody can tell which files are the agent's. */
  readonly unlisted: Unlisted | undefined
}

/** For each commit, once: what is not listed now is missing for as long as we run. */
const timeoutMs = 60_000

export async function listStartTrees(git: OwnGit, { start, base, restored }: StartNote): Promise<StartTrees> {
  const tracked = await trackedAt(git, start, timeoutMs)
  const atBase = base === start ? tracked : await trackedIn(git, base, timeoutMs)
  const atCloned = restored === undefined ? tracked : await trackedIn(git, restored, timeoutMs)
  return { tracked, base: atBase.entries, cloned: atCloned.entries, unlisted: atBase.unlisted ?? atCloned.unlisted }
}
