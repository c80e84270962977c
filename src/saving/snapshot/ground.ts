import type { StartNote } from '../handover.ts'
import type { OwnGit } from './own-git.ts'
import { trackedAt, trackedIn, type Tracked, type TrackedAt, type Unlisted } from '../scan/tracked.ts'

/** What the attempt found: where it starts, and what git-clone laid down. */
export interface Ground {
  readonly tracked: TrackedAt
  readonly base: Tracked
  readonly laid: Tracked
  /** Why one of them is not known, so that nobody can tell which files are the agent's. */
  readonly unlisted: Unlisted | undefined
}

/** For each commit, once: what is not listed now is missing for as long as we run. */
const timeoutMs = 60_000

export async function openGround(git: OwnGit, { start, base, laid }: StartNote): Promise<Ground> {
  const tracked = await trackedAt(git, start, timeoutMs)
  const atBase = base === start ? tracked : await trackedIn(git, base, timeoutMs)
  const atLaid = laid === undefined ? tracked : await trackedIn(git, laid, timeoutMs)
  return { tracked, base: atBase.entries, laid: atLaid.entries, unlisted: atBase.unlisted ?? atLaid.unlisted }
}
