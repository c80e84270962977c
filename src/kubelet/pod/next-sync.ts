/** Timer of the next sync: the earliest time that was asked for since the last. */
export class NextSync {
  readonly #sync: () => void
  #timer: NodeJS.Timeout | undefined
  #time = Infinity
  #closed = false

  constructor(sync: () => void) {
    this.#sync = sync
  }

  at(time: number): void {
    if (this.#closed || time >= this.#time) return
    clearTimeout(this.#timer)
    this.#time = time
    this.#timer = setTimeout(() => this.#sync(), Math.max(1, Math.min(time - Date.now(), longest)))
  }

  /** A sync begins. */
  clear(): void {
    clearTimeout(this.#timer)
    this.#time = Infinity
  }

  close(): void {
    this.clear()
    this.#closed = true
  }
}

/** Longest delay of a timer. */
const longest = 2 ** 31 - 1
