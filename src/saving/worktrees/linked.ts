import type { Folder } from '../scan/folder.ts'
import { openBelow, membershipOf, type Membership, type Reach } from './reach.ts'

/** A folder with a `.git` file that leads into the checkout's repository. */
export interface Linked extends Membership {
  readonly parts: readonly string[]
}

/** The worktrees that one snapshot has come upon, each once, in the order in which they were found. */
export class LinkedWorktrees {
  readonly #reach: Omit<Reach, 'workspace'>
  readonly #found = new Map<string, Linked>()
  readonly #tops = new Set<string>()

  constructor(reach: Omit<Reach, 'workspace'>) {
    this.#reach = reach
  }

  get all(): IterableIterator<Linked> {
    return this.#found.values()
  }

  /** Whether a folder of the volume is one, or has one in it. */
  isAmong(top: string | undefined): boolean {
    return top !== undefined && this.#tops.has(top)
  }

  /** Takes the folder in where it is one; says whether it is. The checkout, and what it stands in, are none. */
  note(folder: Folder, parts: readonly string[]): boolean {
    const key = parts.join('/')
    if (this.#isOfCheckout(key)) return false
    const known = this.#found.has(key)
    const membership = known ? undefined : membershipOf(this.#reach, folder, parts)
    if (membership !== undefined) this.#add({ ...membership, parts })
    return known || membership !== undefined
  }

  /** The same for where a record says that one is, which counts for a folder that says nothing itself. */
  noteAt(reach: Reach, recorded: Linked): void {
    using folder = openBelow(reach, recorded.parts)
    if (folder === undefined || this.note(folder, recorded.parts)) return
    const key = recorded.parts.join('/')
    if (!this.#isOfCheckout(key) && folder.facts('.git') === undefined) this.#add(recorded)
  }

  #add(one: Linked): void {
    this.#found.set(one.parts.join('/'), one)
    const [top] = one.parts
    if (top !== undefined && top !== this.#reach.checkoutName) this.#tops.add(top)
  }

  #isOfCheckout(key: string): boolean {
    return key === '' || key === this.#reach.checkoutName
  }
}
