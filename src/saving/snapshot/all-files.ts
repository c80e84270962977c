import type { EmbeddedResult } from '../embedded/embedded.ts'
import type { WorktreesResult } from '../worktrees/worktrees.ts'
import type { ScanResult } from '../scan/scan-result.ts'

/** The files found, as trees: without and with what only the agent's rules hide. */
export interface AllFiles extends ScanResult {
  readonly tree: string
  readonly whole: string
  readonly notes: readonly string[] | undefined
  readonly worktrees: WorktreesResult
  readonly embedded: EmbeddedResult
}
