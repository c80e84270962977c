/** When to look again: the earliest of what is asked for between two looks. */
export class NextLook {
  readonly #look: () => void
  #timer: NodeJS.Timeout | undefined
  #time = Infinity
  #closed = false

  constructor(look: () => void) {
    this.#look = look
  }

  at(time: number): void {
    if (this.#closed || time >= this.#time) return
    clearTimeout(this.#timer)
    this.#time = time
    this.#timer = setTimeout(() => this.#look(), Math.max(1, Math.min(time - Date.now(), longest)))
  }

  /** A look begins. */
  clear(): void {
    clearTimeout(this.#timer)
    this.#time = Infinity
  }

  close(): void {
    this.clear()
    this.#closed = true
  }
}

/** Of a timer. */
const longest = 2 ** 31 - 1
