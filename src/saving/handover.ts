/**
 * What git-save hands to git-push, and what git-clone leaves for both. All shas are in handoff/own.git's object store
 * (or in base's), which are git-push's alternates; nothing there is ever removed while the pod lives.
 */

/** git-clone → git-save, at files.start. */
export interface StartNote {
  /** The base branch's commit. */
  readonly base: string
  /** The commit the agent starts from: base, or the continued work branch's tip. */
  readonly start: string
  /** Actual name of the work branch. */
  readonly branch: string
  /** A commit or tree with the files that git-clone wrote, where these are not the start's: saved work came with them. */
  readonly restored?: string
}

/** git-clone → git-push, at files.remote: what the remote showed for the refs we may write; null where there was none. */
export interface RemoteNote extends StartNote {
  readonly refs: Readonly<Record<string, string | null>>
}

/** git-save → git-push, at files.handover; replaced by rename. */
export interface Handover {
  /** Counts up from 1 over restarts. */
  readonly seq: number
  /** Name of the count that `seq` belongs to: a new one where git-save lost the last handover, and with it the count. */
  readonly series?: string
  /** The nonce of `ended` that this answers; absent while the agent runs. git-push repeats it in its ack. */
  readonly nonce?: string
  /** The agent has ended, or git-save was told to end: what this names is all there will be. */
  readonly final: boolean
  /** The commit for the work branch: with a last commit of ours where `uncommitted: commit` asked for one. */
  readonly tip: string
  /** False where the tip is not to go to the work branch (it lacks the base commit, or cannot be trusted). */
  readonly tipForBranch: boolean
  /** Snapshot of the uncommitted files, a commit whose parent is the agent's HEAD. */
  readonly uncommitted?: string
  /** Tips of other branches, detached work and stashes. */
  readonly others: readonly string[]
  /** Uncommitted files of other worktrees: commits on the HEAD of each. The name is ours, and stays the same. */
  readonly worktrees?: readonly { readonly name: string; readonly commit: string }[]
  /** Tips of what submodules hold and no remote is known to have. */
  readonly submodules?: readonly string[]
  /** The same of repositories of the agent's own in the checkout, and where each is, for people. */
  readonly embedded?: readonly { readonly place: string; readonly commit: string }[]
  /** Where a secret stands that the agent was given, for people; nothing that holds one is named here otherwise. */
  readonly secrets?: readonly string[]
  /** What could not be saved, named, most important first; printable ASCII. Makes the state incomplete. */
  readonly leftOut: readonly string[]
  /** What may be deletions, named, and stays as it was: left out, and loses nothing. */
  readonly kept?: readonly string[]
  /** Further facts worth telling that lose nothing, such as "3 files hidden by ignore rules". */
  readonly notes: readonly string[]
}

/** git-push → entry, at files.ack. */
export interface Ack {
  readonly nonce: string
  readonly state: 'saved' | 'rescued' | 'incomplete' | 'failed'
  readonly final: boolean
}
