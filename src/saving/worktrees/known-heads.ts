import type { TrackedAt } from '../scan/tracked.ts'

/** Each some 200 bytes. */
const mostEntries = 100_000

/**
 * What is in the commits that worktrees stand on, listed once for all on the same one. Each may list as many files as
 * the checkout: what is too much to keep is listed again.
 */
export class KnownHeads {
  readonly #list: (commit: string) => Promise<TrackedAt>
  readonly #most: number
  #before = new Map<string, TrackedAt>()
  #now = new Map<string, TrackedAt>()
  #left = 0

  constructor(list: (commit: string) => Promise<TrackedAt>, most = mostEntries) {
    this.#list = list
    this.#most = most
  }

  /** What is not asked for from here to the next call is forgotten; `main` is kept by others. */
  begin(main: TrackedAt): void {
    this.#before = this.#now
    this.#now = new Map([[main.commit, main]])
    this.#left = this.#most
  }

  async at(commit: string): Promise<TrackedAt> {
    const now = this.#now.get(commit)
    if (now !== undefined) return now
    const before = this.#before.get(commit)
    const at = before === undefined || before.unlisted === 'slow' ? await this.#list(commit) : before
    const isFirst = this.#now.size === 1
    if (isFirst || at.entries.size <= this.#left) {
      this.#left -= at.entries.size
      this.#now.set(commit, at)
    }
    return at
  }
}
