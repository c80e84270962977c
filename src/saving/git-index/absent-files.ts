/**
 * Files that a worktree's index marks as not checked out (skip-worktree), read anew only when the index has changed.
 */
import { eventLoopYielder } from '../scan/yield-to-event-loop.ts'
import { readAll } from '../scan/content.ts'
import type { Folder } from '../scan/folder.ts'
import { IndexError } from './index-error.ts'
import { IndexQuota } from './index-quota.ts'
import { parseIndex, type ParsedIndex } from './parse-index.ts'
import { sparseIn, type SparseCheckout } from './sparse-checkout.ts'

/** Some 700,000 files. */
export const mostIndexBytes = 64 * 1024 * 1024
/** What it marks may come to as much in memory, for each byte that it may be long. */
const inMemory = 2

/** The paths of one folder: files by name, folders below, and whether all of it is meant. */
export interface Absent {
  readonly files: ReadonlySet<string>
  readonly folders: ReadonlyMap<string, Absent>
  readonly whole: boolean
}

/** All of them, and what may explain them. */
export interface AbsentTree extends Absent {
  readonly sparse: SparseCheckout | undefined
}

export class AbsentFiles {
  #facts = ''
  #absent: Absent | undefined
  #sparse: SparseCheckout | undefined
  #problem: string | undefined
  #bytes = 0

  /** Undefined where nothing is marked so. */
  get absent(): AbsentTree | undefined {
    return this.#absent && { ...this.#absent, sparse: this.#sparse }
  }

  /** How long the index is, where it marks something; or would be, if that were not compressed. */
  get bytes(): number {
    return this.#absent === undefined ? 0 : this.#bytes
  }

  /** Without an index that can be read, every file that is gone counts as deleted. */
  get notes(): string[] {
    return this.#problem === undefined ? [] : [`the index cannot be read: ${this.#problem}`]
  }

  /** `git`: the folder with the index; `most`: how long that may be. */
  async refresh(git: Folder | undefined, most = mostIndexBytes): Promise<void> {
    await this.#refresh(git, most)
    this.#sparse = this.#absent && sparseIn(git)
  }

  async #refresh(git: Folder | undefined, most: number): Promise<void> {
    const stats = git?.facts('index')
    const facts = stats === undefined ? '' : [stats.ino, stats.size, stats.mtimeMs, stats.ctimeMs].join(' ')
    if (facts === this.#facts && this.bytes <= most) return
    this.#absent = undefined
    this.#problem = undefined
    try {
      if (git !== undefined && stats !== undefined) {
        const quota = new IndexQuota(most * inMemory)
        const index = await readIndex(git, most, quota)
        this.#absent = treeOf(index, quota)
        this.#bytes = Math.max(index.bytes, Math.ceil(quota.taken / inMemory))
      }
      this.#facts = facts
    } catch (error) {
      if (!(error instanceof IndexError)) throw error
      this.#problem = error.message
    }
  }
}

type AbsentMarks = Pick<ParsedIndex, 'absent' | 'folders'>

async function readIndex(
  git: Folder,
  most: number,
  quota: IndexQuota,
): Promise<AbsentMarks & { readonly bytes: number }> {
  const yieldToEventLoop = eventLoopYielder()
  const content = contentOf(git, 'index', most)
  const index = await parseIndex(content, yieldToEventLoop, quota)
  if (index.split === undefined) return { ...index, bytes: content.length }
  const { shared, replaced } = index.split
  const paths: string[] = []
  const below = contentOf(git, `sharedindex.${shared}`, most - content.length)
  const base = await parseIndex(below, yieldToEventLoop, quota, paths)
  const changed = new Map([...replaced].map(([place, isAbsent]) => [paths[place] ?? '', isAbsent]))
  const kept = base.absent.filter((path) => !changed.has(path))
  const newlyAbsent = [...changed].flatMap(([path, isAbsent]) => (isAbsent && path !== '' ? [path] : []))
  return {
    absent: [...index.absent, ...kept, ...newlyAbsent],
    folders: [...index.folders, ...base.folders],
    bytes: content.length + below.length,
  }
}

function contentOf(git: Folder, name: string, most: number): Buffer {
  using file = git.file(name)
  if (file === undefined) throw new IndexError(`${name} is not a readable file`)
  const content = file.facts.size > most ? undefined : readAll(file, most)
  if (content === undefined) throw new IndexError(`${name} is too big`)
  return content
}

interface MutableAbsent extends Absent {
  readonly files: Set<string>
  readonly folders: Map<string, MutableAbsent>
  whole: boolean
}

function treeOf({ absent, folders }: AbsentMarks, quota: IndexQuota): Absent | undefined {
  if (absent.length + folders.length === 0) return undefined
  const top = emptyFolder()
  for (const path of absent) {
    const parts = path.split('/')
    const name = parts.pop() ?? ''
    below(top, parts, quota).files.add(name)
  }
  for (const path of folders) below(top, path.split('/'), quota).whole = true
  return top
}

function below(top: MutableAbsent, parts: readonly string[], quota: IndexQuota): MutableAbsent {
  let folder = top
  for (const part of parts) {
    let next = folder.folders.get(part)
    if (next === undefined) {
      quota.takeFolder()
      next = emptyFolder()
      folder.folders.set(part, next)
    }
    folder = next
  }
  return folder
}

function emptyFolder(): MutableAbsent {
  return { files: new Set(), folders: new Map(), whole: false }
}
