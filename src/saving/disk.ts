import { statfsSync } from 'node:fs'
import { codeOf } from '../errors.ts'
import { eventLoopYielder } from './scan/yield-to-event-loop.ts'
import { isUnusable, openFolder, type Folder } from './scan/folder.ts'

/** The part of a volume's limit at which the agent is stopped: past the limit the kubelet evicts with a second of grace. */
const fullAt = 0.85
/** With less than this left on the file system, saving itself would fail. */
const leastFree = 64 * 1024 * 1024
const leastPauseMs = 30_000

/**
 * Watches one volume that the agent can write. Counting its files is dear, so it is done only after the whole file
 * system has grown enough for the volume to be full.
 */
export class DiskWatch {
  readonly #path: string
  readonly #limit: number
  #counted: number | undefined
  readonly #usedAtFirst: number
  #usedThen: number
  #nextCount = 0

  constructor(path: string, limit: number) {
    this.#path = path
    this.#limit = limit
    this.#usedAtFirst = this.#usedThen = spaceOf(path).used
  }

  async isFull(now: number): Promise<boolean> {
    const { used, free } = spaceOf(this.#path)
    if (free < leastFree) return true
    const usedSince = Math.max(0, used - this.#usedThen)
    const worthCounting =
      this.#counted === undefined ? usedSince > 0.1 * this.#limit : this.#counted + usedSince >= fullAt * this.#limit
    if (!worthCounting || now < this.#nextCount) return false
    this.#nextCount = now + leastPauseMs
    const { bytes, whole } = await bytesBelow(this.#path)
    // What cannot be counted may be all by which the file system has grown.
    this.#counted = whole ? bytes : Math.max(bytes, used - this.#usedAtFirst)
    this.#usedThen = used
    return this.#counted >= fullAt * this.#limit
  }
}

function spaceOf(path: string): { used: number; free: number } {
  const { bsize, blocks, bfree, bavail } = statfsSync(path)
  return { used: (blocks - bfree) * bsize, free: bavail * bsize }
}

interface Counted {
  /** On disk, of all that can be seen. */
  readonly bytes: number
  /** False where something is closed, or too deep to be looked at. */
  readonly whole: boolean
}

/** Deeper than any project, and each level holds a descriptor. */
const deepest = 400

export async function bytesBelow(path: string): Promise<Counted> {
  using folder = openFolder(path)
  return folder ? await count(folder, eventLoopYielder(), 0) : { bytes: 0, whole: false }
}

async function count(
  folder: Folder,
  yieldToEventLoop: () => Promise<void> | undefined,
  depth: number,
): Promise<Counted> {
  let bytes = 0
  let whole = true
  for (const { name } of folder.list()) {
    try {
      const facts = folder.facts(name)
      bytes += (facts?.blocks ?? 0) * 512
      if (facts?.isDirectory() && depth === deepest) whole = false
      else if (facts?.isDirectory()) {
        using below = folder.folder(name)
        const inside = below && (await count(below, yieldToEventLoop, depth + 1))
        bytes += inside?.bytes ?? 0
        whole &&= inside?.whole ?? true
      }
    } catch (error) {
      if (codeOf(error) === 'EMFILE') whole = false
      else if (!isUnusable(error)) throw error
    }
    await yieldToEventLoop()
  }
  return { bytes, whole }
}
