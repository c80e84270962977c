/** Results of a scan of the checkout: what stands in a folder, and the tree entries made of it. */
import type { Stats } from 'node:fs'
import type { Folder } from './folder.ts'
import { Report } from './report.ts'
import type { Taken } from './size-quota.ts'
import type { Candidate } from './rules.ts'
import type { Entry, TrackedAt, Unlisted } from './tracked.ts'

/** A name in a folder, and what stood there. */
export interface FolderEntry {
  readonly folder: Folder
  readonly name: string
  readonly path: string
  /** From before it was opened. */
  readonly facts: Stats | undefined | Error
}

export interface ExistingEntry extends FolderEntry {
  readonly facts: Stats
}

export interface FolderResult {
  readonly tree?: string
  /** The newest ctime of anything in it. */
  readonly changed: number
}

export interface EntryResult {
  readonly entry?: Entry
  readonly changed: number
}

export interface ScanResult {
  /** The tree of all files; undefined where there is not one. */
  readonly tree?: string
  readonly report: Report
  /** What only rules of the agent's hide: not in the tree. */
  readonly hidden: readonly Candidate[]
  /** Another repository's commit was tracked where files are now. */
  readonly replacedRepository: boolean
  /** How much of the quota for what is not in the commit was used. */
  readonly taken: Taken
}

/** Compared with nothing, what is not there would count as deleted, and all that is there as new. */
export function leftAsCommitted({ tree }: TrackedAt, unlisted: Unlisted): ScanResult {
  return { tree, report: new Report(unlisted), hidden: [], replacedRepository: false, taken: { bytes: 0, files: 0 } }
}
