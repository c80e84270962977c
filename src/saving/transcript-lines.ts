/** Where a piece that is too long for one may be cut, at most so many bytes in. */
type Cut = (bytes: Buffer, at: number) => number

/** Cuts bytes into lines of text. A line longer than the limit comes in pieces, so that memory is bounded. */
export class Lines {
  readonly #limit: number
  readonly #cut: Cut
  #rest: Buffer[] = []
  #length = 0

  constructor({ limit = 1024 * 1024, cut = (_, at) => at }: { limit?: number; cut?: Cut } = {}) {
    this.#limit = limit
    this.#cut = cut
  }

  *add(bytes: Buffer): Generator<string> {
    let from = 0
    for (;;) {
      const end = bytes.indexOf(10, from)
      const piece = bytes.subarray(from, end === -1 ? undefined : end)
      yield* this.#keep(piece)
      if (end === -1) return
      yield this.#take()
      from = end + 1
    }
  }

  /** What came without a line end, at the end. */
  *end(): Generator<string> {
    if (this.#length > 0) yield this.#take()
  }

  *#keep(bytes: Buffer): Generator<string> {
    this.#push(bytes)
    while (this.#length > this.#limit) {
      const all = Buffer.concat(this.#rest)
      const cut = this.#cut(all, wholeLetters(all, this.#limit))
      // The letter may go on in the bytes that come next.
      if (cut === all.length) break
      this.#rest = [all.subarray(0, cut)]
      yield this.#take()
      this.#push(all.subarray(cut))
    }
  }

  #push(piece: Buffer): void {
    if (piece.length === 0) return
    // A copy, because the reader's buffer is used again.
    this.#rest.push(Buffer.from(piece))
    this.#length += piece.length
  }

  #take(): string {
    const text = Buffer.concat(this.#rest).toString('utf8').replaceAll('\0', '\u{FFFD}')
    this.#rest = []
    this.#length = 0
    return text
  }
}

/** So many bytes, and up to three more to the end of a letter of UTF-8. */
function wholeLetters(bytes: Buffer, least: number): number {
  let cut = least
  while (cut < bytes.length && cut < least + 3 && ((bytes[cut] ?? 0) & 0xc0) === 0x80) cut += 1
  return cut
}
