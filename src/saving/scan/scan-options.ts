import type { Attributes } from '../convert/attributes.ts'
import type { AbsentTree } from '../git-index/absent-files.ts'
import type { SecretFinder } from '../secrets/finder.ts'
import type { AgentRules } from './agent-rules.ts'
import type { Folder } from './folder.ts'
import type { Converted } from './converted.ts'
import type { Limits } from './limits.ts'
import type { ObjectStore } from '../snapshot/objects.ts'
import type { IgnoreRules } from './rules.ts'
import type { Tracked } from './tracked.ts'

/** Options of one scan of a checkout's files. */
export interface ScanOptions {
  /** Entries of the base commit, which the files are compared with. */
  readonly tracked: Tracked
  readonly cloned: Cloned
  /** Submodules on a commit that is in our repository, by path; `tracked` has what is in them. */
  readonly submodules?: ReadonlyMap<string, CheckedOutSubmodule> | undefined
  /** Entries that the index marks as not checked out, so that they are not taken for deleted. */
  readonly absent?: AbsentTree | undefined
  /** The base commit's. */
  readonly rules: IgnoreRules
  /** The rules as they are in the checkout; absent where they have no say. */
  readonly agentRules?: AgentRules
  /** Whether a folder that the commit does not have is another worktree, whose files are not this one's. */
  readonly isWorktree?: (folder: Folder, path: string) => boolean
  /** Told of folders with a `.git` that are no submodule. */
  readonly onEmbedded?: ((path: string) => void) | undefined
  /** What the working tree's files are to be converted by; absent where their bytes are kept. */
  readonly attributes?: Attributes | undefined
  /** A file that holds one of these is left out. */
  readonly secrets?: SecretFinder | undefined
  readonly store: ObjectStore
  readonly limits: Limits
}

export interface CheckedOutSubmodule {
  readonly commit: string
  readonly tree: string
  /** Entries that its own index marks as not checked out. */
  readonly absent: AbsentTree | undefined
}

/** Files that git-clone wrote. */
interface Cloned {
  readonly tracked: Tracked
  /**
   * Until when (a ctime in milliseconds): untouched since then, a file is this. Asked at the first scan only, because a
   * clock may be set back; from then on the facts of the file have to be the very same.
   */
  readonly until: number | undefined
  /** Absent where git converted nothing. */
  readonly converted?: Converted | undefined
  /** Trees of the submodules that were as cloned at the first scan, by path. */
  readonly repositories: Map<string, string>
}
