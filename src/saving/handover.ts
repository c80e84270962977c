/**
 * What git-save hands to git-push, and what git-clone leaves for both. All shas are in handoff/own.git's object store
 * (or in base's), from where git-push borrows them; nothing there is ever removed while the pod lives.
 */
import { z } from 'zod'

const sha = z.string().regex(/^[0-9a-f]{40}$/)

/** git-clone → git-save, at files.start. */
export interface StartNote {
  /** The base branch's commit. */
  readonly base: string
  /** The commit the agent starts from: base, or the continued work branch's tip. */
  readonly start: string
  /** Actual name of the work branch. */
  readonly branch: string
  /** A commit or tree with the files that git-clone wrote, where these are not the start's: saved work came with them. */
  readonly laid?: string
}

/** git-clone → git-push, at files.remote: what the remote showed for the refs we may write; null where there was none. */
export interface RemoteNote extends StartNote {
  readonly refs: Readonly<Record<string, string | null>>
}

/** git-save → git-push, at files.handover; replaced by rename. */
export const handover = z.object({
  /** Counts up from 1 over restarts. */
  seq: z.int().min(1),
  /** Of what it counts: another one where git-save lost the last handover, and with it the count. */
  series: z.string().optional(),
  /** The nonce of `ended` that this answers; absent while the agent runs. git-push repeats it in its ack. */
  nonce: z.string().optional(),
  /** The agent has ended, or git-save was told to end: what this names is all there will be. */
  final: z.boolean(),
  /** The commit for the work branch: with a last commit of ours where `uncommitted: commit` asked for one. */
  tip: sha,
  /** False where the tip is not to go to the work branch (it lacks the base commit, or cannot be trusted). */
  tipForBranch: z.boolean(),
  /** Snapshot of the uncommitted files, a commit whose parent is the agent's HEAD. */
  uncommitted: sha.optional(),
  /** Tips of other branches, detached work and stashes. */
  others: z.array(sha),
  /** Uncommitted files of other worktrees: commits on the HEAD of each. The name is ours, and stays the same. */
  worktrees: z.array(z.object({ name: z.string().regex(/^[0-9a-f]{12}$/), commit: sha })).optional(),
  /** Tips of what submodules hold and no remote is known to have. */
  submodules: z.array(sha).optional(),
  /** The same of repositories of the agent's own in the checkout, and where each is, for people. */
  embedded: z.array(z.object({ place: z.string(), commit: sha })).optional(),
  /** Where a secret stands that the agent was given, for people; nothing that holds one is named here otherwise. */
  secrets: z.array(z.string()).optional(),
  /** What could not be saved, named, most important first; printable ASCII. Makes the state incomplete. */
  leftOut: z.array(z.string()),
  /** What may be deletions, named, and stays as it was: left out, and loses nothing. */
  kept: z.array(z.string()).optional(),
  /** Further facts worth telling that lose nothing, such as "3 files hidden by ignore rules". */
  notes: z.array(z.string()),
})
export type Handover = z.infer<typeof handover>

/** git-push → entry, at files.ack. */
export interface Ack {
  readonly nonce: string
  readonly state: 'saved' | 'rescued' | 'incomplete' | 'failed'
  readonly final: boolean
}
