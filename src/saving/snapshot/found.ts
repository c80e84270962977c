/** What a walk through the checkout comes upon, and what it makes of it. */
import type { Stats } from 'node:fs'
import type { Folder } from './folder.ts'
import type { Entry } from './tracked.ts'

/** Something in a folder, by where it stands and what was there. */
export interface Place {
  readonly folder: Folder
  readonly name: string
  readonly path: string
  /** From before it was opened. */
  readonly facts: Stats | undefined | Error
}

export interface Standing extends Place {
  readonly facts: Stats
}

export interface FolderFound {
  readonly tree?: string
  /** The newest ctime of anything in it. */
  readonly changed: number
}

export interface Found {
  readonly entry?: Entry
  readonly changed: number
}
