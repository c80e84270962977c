import type { Match, Matcher } from './matcher.ts'
import { heldBytes, PlainBytes } from './plain-bytes.ts'
import { sampleBytes, WideText } from './wide-text.ts'

/** One look through bytes that come in pieces; what stands across two pieces is found too. */
export class Scan {
  readonly #matcher: Matcher
  readonly #plain = new PlainBytes()
  #buffer = Buffer.alloc(0)
  #carried = 0
  #raw: Buffer = Buffer.alloc(0)
  /** So many bytes more may end what a sequence is in. */
  #near = 0
  /** The same text as UTF-8, and the look through that. */
  #wide: { readonly text: WideText; readonly scan: Scan } | undefined
  /** The first bytes, until they tell whether it is such a text. */
  #start: Buffer | undefined

  constructor(matcher: Matcher, mayBeWide = true) {
    this.#matcher = matcher
    this.#start = mayBeWide ? Buffer.alloc(0) : undefined
  }

  add(piece: Buffer, last = false): Match | undefined {
    const need = this.#carried + piece.length + heldBytes
    if (this.#buffer.length < need) {
      const bigger = Buffer.allocUnsafe(need)
      this.#buffer.copy(bigger, 0, 0, this.#carried)
      this.#buffer = bigger
    }
    const buffer = this.#buffer
    const { end, sequences } = this.#plain.add(piece, buffer, this.#carried, { last })
    const match = this.#matcher.find(buffer, end) ?? this.#inRaw(piece, sequences) ?? this.#inWide(piece, last)
    const kept = Math.min(end, this.#overlap)
    buffer.copy(buffer, 0, end - kept, end)
    this.#carried = kept
    return match
  }

  end(): Match | undefined {
    return this.add(Buffer.alloc(0), true)
  }

  get #overlap(): number {
    return Math.max(0, this.#matcher.longest - 1)
  }

  /** As they are: what looks like a sequence may hold the value itself. */
  #inRaw(piece: Buffer, sequences: boolean): Match | undefined {
    // A sequence may be told long after its first byte.
    this.#near = sequences ? this.#overlap + heldBytes + piece.length : this.#near
    const isSearched = this.#near > 0
    this.#near = Math.max(0, this.#near - piece.length)
    const all = isSearched || this.#raw.length > 0 ? Buffer.concat([this.#raw, piece]) : piece
    const match = isSearched ? this.#matcher.find(all) : undefined
    const kept = this.#overlap + heldBytes
    this.#raw = Buffer.from(all.subarray(Math.max(0, all.length - kept)))
    return match
  }

  /** In UTF-16 the bytes of a line end, or of an escape sequence, do not stand together, and letters may hold them. */
  #inWide(piece: Buffer, last: boolean): Match | undefined {
    if (this.#start === undefined) return this.#wide?.scan.add(this.#wide.text.add(piece), last)
    const start = this.#start.length === 0 ? piece : Buffer.concat([this.#start, piece])
    if (start.length < sampleBytes && !last) {
      this.#start = Buffer.from(start)
      return undefined
    }
    this.#start = undefined
    const text = WideText.of(start)
    this.#wide = text && { text, scan: new Scan(this.#matcher, false) }
    return this.#wide?.scan.add(this.#wide.text.add(start), last)
  }
}
