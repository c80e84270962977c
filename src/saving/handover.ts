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
  /** The work branch as it really is. */
  readonly branch: string
  /** A commit or tree with the files that git-clone wrote, where these are not the start's: saved work came with them. */
  readonly laid?: string
}

/** git-clone → git-push, at files.remote: what the remote showed for the refs we may write; null where there was none. */
export interface RemoteNote extends StartNote {
  readonly refs: Readonly<Record<string, string | null>>
}

/** git-save → git-push, at files.handover; replaced by rename, seq counts up from 1 over restarts. */
export const handover = z.object({
  seq: z.int().min(1),
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
  /** What could not be saved, named, most important first; printable ASCII. Makes the state incomplete. */
  leftOut: z.array(z.string()),
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
