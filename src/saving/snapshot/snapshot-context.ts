import type { Handover, StartNote } from '../handover.ts'
import type { SecretFinder } from '../secrets/finder.ts'
import type { AttemptSettings } from '../settings.ts'
import type { CommitPlaces } from './commits.ts'
import type { Limits } from '../scan/limits.ts'
import { asBytes } from './names.ts'
import type { ObjectStore } from './objects.ts'
import type { OwnGit } from './own-git.ts'

interface SnapshotPlaces extends CommitPlaces {
  /** The folder that the checkout stands in, and the checkout's name there. */
  readonly workspace: string
  readonly checkoutName: string
  /** More paths of that folder, as the agent may write it. */
  readonly workspaceNames?: readonly string[]
  /** Folders of ours for the base commit's ignore rules, and for those of the checkout. */
  readonly rules: string
  readonly agentRules: string
}

/** Paths of the checkout, as the agent may write it. */
export function checkoutNames(places: SnapshotPlaces): string[] {
  return workspaceNames(places).map((name) => `${name}/${places.checkoutName}`)
}

/** The same of the folder that it stands in. */
export function workspaceNames({ workspace, workspaceNames: more = [] }: SnapshotPlaces): string[] {
  return [workspace, ...more].map(asBytes)
}

export interface SnapshotContext {
  readonly git: OwnGit
  /** For the same repository. */
  readonly store: ObjectStore
  readonly start: StartNote
  readonly settings: Pick<AttemptSettings, 'polecat' | 'attempt' | 'author'>
  readonly places: SnapshotPlaces
  /** When git-clone was done: ctimes up to then, in milliseconds, are its own. */
  readonly clonedUntil: number
  /** What was handed over before a restart. */
  readonly last?: Pick<Handover, 'tip' | 'uncommitted' | 'worktrees'>
  readonly secrets?: SecretFinder
  readonly limits?: Limits
  readonly hiddenLimits?: Limits
}
