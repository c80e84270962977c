/**
 * Bytes without what a program puts between the letters of a value when it prints it: line ends, colour codes and other
 * escape sequences, also as JSON and shells write these. For looking, not for reading: where it errs, it leaves something.
 */
const [newline, tab, carriage, escape, backslash, bell] = [0x0a, 0x09, 0x0d, 0x1b, 0x5c, 0x07] as const
const [openBracket, closeBracket] = [0x5b, 0x5d] as const
/** Nothing longer is taken for a sequence. */
const longest = 256

export class PlainBytes {
  /** What may be the beginning of a sequence that the next piece ends. */
  #rest: Buffer = Buffer.alloc(0)

  /** Writes the plain bytes of the next piece to `target` from `at` on; with `from`, also where each one stood. */
  add(piece: Buffer, target: Buffer, at: number, { last = false, from }: PlainOptions = {}): PlainAdded {
    const all = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece])
    const offset = -this.#rest.length
    this.#rest = Buffer.alloc(0)
    let end = at
    let sequences = false
    let index = 0
    while (index < all.length) {
      const byte = all[index] ?? 0
      if (byte === newline || byte === carriage) {
        index += 1
        continue
      }
      if (byte === escape || byte === backslash) {
        const length = sequenceAt(all, index)
        if (length === 'more' && !last) {
          this.#rest = Buffer.from(all.subarray(index))
          break
        }
        if (typeof length === 'number' && length > 0) {
          sequences = true
          index += length
          continue
        }
      }
      if (from) from[end] = index + offset
      target[end] = byte
      end += 1
      index += 1
    }
    return { end, sequences }
  }
}

/** The plain bytes of a whole. */
export function plainOf(content: Buffer): Buffer {
  const target = Buffer.allocUnsafe(content.length)
  return target.subarray(0, new PlainBytes().add(content, target, 0, { last: true }).end)
}

interface PlainOptions {
  /** No other piece follows. */
  readonly last?: boolean
  readonly from?: Int32Array
}

interface PlainAdded {
  readonly end: number
  /** Something else than line ends was left out. */
  readonly sequences: boolean
}

/** So many bytes may be held back for the next piece. */
export const heldBytes = longest + 8

/** The length of the sequence that begins here; 0 where none does, `more` where that is not known yet. */
function sequenceAt(bytes: Buffer, at: number): number | 'more' {
  const intro = introLength(bytes, at)
  if (intro === 'more' || intro <= 0) return intro === -1 ? 2 : intro
  const kind = bytes[at + intro]
  if (kind === undefined) return 'more'
  if (kind === openBracket) return lengthOf(control, bytes, at, at + intro + 1)
  if (kind === closeBracket || kind === 0x50 || kind === 0x58 || kind === 0x5e || kind === 0x5f)
    return stringLength(bytes, at, at + intro + 1)
  return lengthOf(other, bytes, at, at + intro)
}

/** How long the escape character itself is: one byte, or what stands for it in a text; -1 for a line end in a text. */
function introLength(bytes: Buffer, at: number): number | 'more' {
  if (bytes[at] === escape) return 1
  const next = bytes[at + 1]
  if (next === undefined) return 'more'
  // n, r: a line end.
  if (next === 0x6e || next === 0x72) return -1
  const found = written.find(({ letter }) => letter === next)
  if (found === undefined) return 0
  const text = bytes.toString('latin1', at, at + found.text.length + 1).toLowerCase()
  const whole = `${found.text}[`
  if (text === whole) return found.text.length
  return whole.startsWith(text) && at + text.length === bytes.length ? 'more' : 0
}

const written = [
  { letter: 0x75, text: String.raw`\u001b` },
  { letter: 0x78, text: String.raw`\x1b` },
  { letter: 0x30, text: String.raw`\033` },
  { letter: 0x65, text: String.raw`\e` },
]

/** `ESC ]` and its like, up to BEL or `ESC \`. */
function stringLength(bytes: Buffer, at: number, from: number): number | 'more' {
  let index = from
  while (index < bytes.length && index - at < longest) {
    const byte = bytes[index] ?? 0
    if (byte === bell) return index + 1 - at
    if (byte === escape && index + 1 < bytes.length) return bytes[index + 1] === backslash ? index + 2 - at : 0
    if (byte < 0x20 && byte !== tab && byte !== escape) return 0
    index += 1
  }
  return index - at < longest ? 'more' : 0
}

interface Sequence {
  /** Above this there are no more bytes in the middle of it. */
  readonly middle: number
  /** From here on a byte ends it. */
  readonly last: number
}

/** `ESC [`, parameters, and a letter. */
const control: Sequence = { middle: 0x3f, last: 0x40 }
/** `ESC ( B` and its like. */
const other: Sequence = { middle: 0x2f, last: 0x30 }

function lengthOf({ middle, last }: Sequence, bytes: Buffer, at: number, from: number): number | 'more' {
  let index = from
  while (index < bytes.length && index - at < longest) {
    const byte = bytes[index] ?? 0
    if (byte >= last && byte <= 0x7e) return index + 1 - at
    if (byte < 0x20 || byte > middle) return 0
    index += 1
  }
  return index - at < longest ? 'more' : 0
}
