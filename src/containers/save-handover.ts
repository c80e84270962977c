import { readFileSync } from 'node:fs'
import type { Handover, StartNote } from '../saving/handover.ts'
import { parseHandover } from '../saving/push/parse-handover.ts'
import type { Snapshot } from '../saving/snapshot/snapshot.ts'
import { replaceFile } from './replace-file.ts'

export type HandoverContent = Omit<Handover, 'seq'>

/** The file that git-push acts on: numbered over restarts, and written only when it says something new. */
export class HandoverFile {
  readonly #path: string
  #last: Handover | undefined

  constructor(path: string) {
    this.#path = path
    this.#last = readLast(path)
  }

  get last(): Handover | undefined {
    return this.#last
  }

  /** Whether the last one named the same work. */
  names({ tip, tipForBranch, uncommitted, others, leftOut }: Omit<HandoverContent, 'final' | 'nonce'>): boolean {
    const last = this.#last
    if (last === undefined) return false
    const work = [tip, tipForBranch, uncommitted, others, leftOut]
    return (
      JSON.stringify(work) ===
      JSON.stringify([last.tip, last.tipForBranch, last.uncommitted, last.others, last.leftOut])
    )
  }

  /** What is handed over where the checkout cannot be read any more. */
  lastAgain({ start }: StartNote): Snapshot {
    const leftOut = ['everything since the last checkpoint: the checkout could not be read']
    const { tip = start, tipForBranch = true, uncommitted, others = [] } = this.#last ?? {}
    const known = { tip, tipForBranch, ...(uncommitted !== undefined && { uncommitted }), others }
    return { ...known, leftOut, notes: [], changed: true }
  }

  write(content: HandoverContent): void {
    const { nonce, final } = content
    if (this.#last?.nonce === nonce && this.#last?.final === final && this.names(content)) return
    const handover = { seq: (this.#last?.seq ?? 0) + 1, ...content }
    replaceFile(this.#path, JSON.stringify(handover))
    this.#last = handover
  }
}

function readLast(path: string): Handover | undefined {
  try {
    return parseHandover(readFileSync(path, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
