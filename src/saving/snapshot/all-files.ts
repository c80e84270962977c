import type { EmbeddedFound } from '../embedded/embedded.ts'
import type { WorktreesFound } from '../worktrees/worktrees.ts'
import type { FilesFound } from '../scan/scan-result.ts'

/** The files found, as trees: without and with what only the agent's rules hide. */
export interface AllFiles extends FilesFound {
  readonly tree: string
  readonly whole: string
  readonly notes: readonly string[] | undefined
  readonly worktrees: WorktreesFound
  readonly embedded: EmbeddedFound
}
