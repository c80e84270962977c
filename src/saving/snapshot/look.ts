import type { AgentRules } from './agent-rules.ts'
import type { Converted } from './converted.ts'
import type { Limits } from './limits.ts'
import type { ObjectStore } from './objects.ts'
import type { IgnoreRules } from './rules.ts'
import type { Tracked } from './tracked.ts'

/** What one look at the files of a checkout needs to know. */
export interface Look {
  /** What the commit holds that the files stand on. */
  readonly tracked: Tracked
  readonly laid: Laid
  /** The base commit's. */
  readonly rules: IgnoreRules
  /** The rules as they are in the checkout; absent where they have no say. */
  readonly agentRules?: AgentRules
  readonly store: ObjectStore
  readonly limits: Limits
}

/** What git-clone laid down. */
interface Laid {
  readonly tracked: Tracked
  /**
   * Until when (a ctime in milliseconds): untouched since then, a file is this. Asked at the first look only, because a
   * clock may be set back; from then on the facts of the file have to be the very same.
   */
  readonly until: number | undefined
  /** Absent where git converted nothing. */
  readonly converted?: Converted | undefined
  /** Trees of the submodules that were as laid down at the first look, by path. */
  readonly repositories: Map<string, string>
}
