/**
 * Some space that is kept for the end: an agent can fill a disk faster than anybody stops it, and then not even how it
 * ended could be written. The reserve is given up for that, and made again once there is room.
 */
import { rmSync, statfsSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { codeOf } from '../../errors.ts'

const mebibyte = 1024 * 1024
const usualBytes = 16 * mebibyte
/** Largest part of a small disk. */
const largestPart = 0.1
/** Free space below which others cannot write what they must. */
const leastFree = mebibyte
/** Free space below which the reserve would bring about what it is for. */
const roomy = 128 * mebibyte

export class DiskReserve {
  readonly #folder: string
  readonly #file: string
  readonly #notice: (line: string) => void
  #state: 'none' | 'making' | 'kept' | 'given' = 'none'

  /** Beside the folder that it is for. */
  constructor(folder: string, notice: (line: string) => void) {
    this.#folder = folder
    this.#file = `${folder}.reserve`
    this.#notice = notice
  }

  /** Made at first, also on a small disk; then looked at now and again. */
  async make(): Promise<void> {
    this.#state = 'making'
    try {
      await using file = await open(this.#file, 'w', 0o600)
      // What is not written is not reserved.
      await file.writeFile(Buffer.alloc(this.#bytes()))
      this.#state = 'kept'
    } catch (error) {
      rmSync(this.#file, { force: true })
      this.#state = 'given'
      if (codeOf(error) !== 'ENOSPC') throw error
    }
  }

  check(): void {
    const free = freeBytes(this.#folder)
    if (free === undefined) return
    if (this.#state === 'kept' && free < leastFree) {
      this.#state = 'given'
      rmSync(this.#file, { force: true })
      this.#notice(
        `the disk of ${this.#folder} is full; space that was kept for this is used to save what polecats did`,
      )
    } else if (this.#state === 'given' && free > roomy) {
      this.make().catch((error: unknown) => this.#notice(`no space can be kept in reserve: ${String(error)}`))
    }
  }

  #bytes(): number {
    const { blocks, bsize } = statfsSync(this.#folder)
    return Math.min(usualBytes, Math.floor(blocks * bsize * largestPart))
  }
}

/** Free space; undefined where it cannot be read, which the pods' own syncs report. */
function freeBytes(folder: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  } catch {
    return undefined
  }
}
