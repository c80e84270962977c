import { randomBytes } from 'node:crypto'
import type { Handover, StartNote } from '../../saving/handover.ts'
import { readIfThere } from '../../if-there.ts'
import { parseHandover } from '../../saving/push/parse-handover.ts'
import type { Snapshot } from '../../saving/snapshot/snapshot.ts'
import { replaceDurably } from '../replace-file.ts'

export type HandoverContent = Omit<Handover, 'seq' | 'series'>

/** The file that git-push acts on: numbered over restarts, and written only when it says something new. */
export class HandoverFile {
  readonly #path: string
  #last: Handover | undefined

  constructor(path: string) {
    this.#path = path
    this.#last = parseHandover(readIfThere(path) ?? '')
  }

  get last(): Handover | undefined {
    return this.#last
  }

  /** Whether the last one named the same work. */
  names(content: WorkNamed): boolean {
    return this.#last !== undefined && workIn(content) === workIn(this.#last)
  }

  /** What is handed over where the checkout cannot be read any more. */
  lastAgain({ start }: StartNote): Snapshot {
    const leftOut = ['everything since the last checkpoint: the checkout could not be read']
    const rest = { leftOut, notes: [], changed: true }
    if (this.#last === undefined) return { tip: start, tipForBranch: true, others: [], ...rest }
    const { seq: _seq, series: _series, nonce: _nonce, final: _final, kept: _kept, ...work } = this.#last
    return { ...work, ...rest }
  }

  write(content: HandoverContent): void {
    const { nonce, final } = content
    if (this.#last?.nonce === nonce && this.#last?.final === final && this.names(content)) return
    const { seq, series } = this.#last ?? { seq: 0, series: randomBytes(6).toString('hex') }
    const handover = { seq: seq + 1, series, ...content }
    replaceDurably(this.#path, JSON.stringify(handover))
    this.#last = handover
  }
}

type WorkNamed = Omit<HandoverContent, 'nonce' | 'final' | 'notes'>

/** In the order in which they are compared. */
const workFields = Object.keys({
  tip: true,
  tipForBranch: true,
  uncommitted: true,
  others: true,
  worktrees: true,
  submodules: true,
  embedded: true,
  secrets: true,
  leftOut: true,
  kept: true,
} satisfies Record<keyof WorkNamed, true>) as readonly (keyof WorkNamed)[]

function workIn(content: WorkNamed): string {
  return JSON.stringify(workFields.map((field) => content[field]))
}
