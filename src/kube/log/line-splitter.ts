export interface Lines {
  readonly lines: string[]
  /** The last of `lines` was longer than the limit, and its rest is dropped. */
  readonly cut: boolean
}

/** Splits a stream of bytes into lines, holding no more than `most` bytes of an unfinished one; node:readline holds any. */
export class LineSplitter {
  readonly #most: number
  #parts: Buffer[] = []
  #size = 0
  #dropping = false

  constructor(most: number) {
    this.#most = most
  }

  *push(chunk: Buffer): Generator<Lines> {
    let rest = chunk
    if (this.#dropping) {
      const end = rest.indexOf(10)
      if (end < 0) return
      this.#dropping = false
      rest = rest.subarray(end + 1)
    }
    const last = rest.lastIndexOf(10)
    if (last >= 0) {
      const lines = this.#take(rest.subarray(0, last)).split('\n')
      yield* this.#bounded(lines)
      rest = rest.subarray(last + 1)
    }
    if (rest.length === 0) return
    this.#parts.push(rest)
    this.#size += rest.length
    if (this.#size > this.#most) {
      this.#dropping = true
      yield { lines: [this.#take(Buffer.alloc(0)).slice(0, this.#most)], cut: true }
    }
  }

  /** Text after the last line end. */
  rest(): string {
    return this.#dropping ? '' : Buffer.concat(this.#parts).toString('utf8')
  }

  #take(end: Buffer): string {
    const text = this.#parts.length === 0 ? end.toString('utf8') : Buffer.concat([...this.#parts, end]).toString('utf8')
    this.#parts = []
    this.#size = 0
    return text
  }

  /** A line that was finished in the chunk that made it too long is cut as well. */
  *#bounded(lines: string[]): Generator<Lines> {
    const long = lines.findIndex((line) => line.length > this.#most)
    if (long < 0) return yield { lines, cut: false }
    yield { lines: [...lines.slice(0, long), lines[long]?.slice(0, this.#most) ?? ''], cut: true }
    yield* this.#bounded(lines.slice(long + 1))
  }
}
