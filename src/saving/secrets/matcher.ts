/**
 * Finds any of some patterns in bytes, fast: only every so many bytes four are looked up, which is enough to meet each
 * occurrence of a pattern at one of the places that are remembered of it.
 */
export interface Match {
  readonly start: number
  readonly end: number
  /** Which pattern. */
  readonly index: number
}

interface PatternPosition {
  readonly index: number
  readonly at: number
}

const window = 4

export class Matcher {
  readonly longest: number
  readonly #patterns: readonly Buffer[]
  readonly #stride: number
  readonly #maybe = new Uint8Array(65_536)
  readonly #positions = new Map<number, PatternPosition[]>()

  /** None of the patterns may be shorter than five bytes. */
  constructor(patterns: readonly Buffer[]) {
    this.#patterns = patterns
    const lengths = patterns.map(({ length }) => length)
    this.longest = Math.max(0, ...lengths)
    this.#stride = Math.max(1, Math.min(...lengths) - window + 1)
    for (const [index, pattern] of patterns.entries())
      for (let at = 0; at < this.#stride; at += 1) {
        const word = wordAt(pattern, at)
        this.#maybe[hash(word)] = 1
        this.#positions.set(word, [...(this.#positions.get(word) ?? []), { index, at }])
      }
  }

  /** An occurrence in the first `length` bytes, if there is one: of those, the first that is met from `from` on. */
  find(bytes: Buffer, length = bytes.length, from = 0): Match | undefined {
    if (this.#patterns.length === 0) return undefined
    for (let at = from; at + window <= length; at += this.#stride) {
      const word = wordAt(bytes, at)
      if (this.#maybe[hash(word)] === 0) continue
      const match = this.#matchAt(bytes, length, at, word)
      if (match !== undefined) return match
    }
    return undefined
  }

  /** Occurrences one after the other; of some that overlap not all. */
  findAll(bytes: Buffer, length = bytes.length): Match[] {
    const matches: Match[] = []
    let match = this.find(bytes, length)
    while (match !== undefined) {
      matches.push(match)
      match = this.find(bytes, length, match.end)
    }
    return matches
  }

  #matchAt(bytes: Buffer, length: number, at: number, word: number): Match | undefined {
    for (const position of this.#positions.get(word) ?? []) {
      const start = at - position.at
      const pattern = this.#patterns[position.index]
      if (pattern === undefined || start < 0 || start + pattern.length > length) continue
      if (bytes.compare(pattern, 0, pattern.length, start, start + pattern.length) === 0)
        return { start, end: start + pattern.length, index: position.index }
    }
    return undefined
  }
}

function wordAt(bytes: Buffer, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)
}

function hash(word: number): number {
  return Math.imul(word, 0x9e3779b1) >>> 16
}
