/** Line ends as `git add` stores them. The rules are those of git's convert.c. */

/** What the attributes text, crlf and eol come to: `auto` asks the content whether it is text. */
export type LineEnds = 'keep' | 'text' | 'auto'

interface Stats {
  readonly crlf: number
  readonly loneLf: number
  readonly loneCr: number
  readonly isBinary: boolean
}

/** `before`: the blob that is tracked at the path; where it has CRLFs, `auto` leaves those of the file, too. */
export async function storedLineEnds(
  content: Buffer,
  lineEnds: LineEnds,
  before: () => Promise<Buffer | undefined>,
): Promise<Buffer> {
  if (lineEnds === 'keep' || !content.includes(0x0d)) return content
  const stats = statsOf(content)
  if (stats.crlf === 0) return content
  if (lineEnds === 'auto') {
    if (stats.isBinary) return content
    const tracked = await before()
    const known = tracked && statsOf(tracked)
    if (known !== undefined && !known.isBinary && known.crlf > 0) return content
  }
  return withoutCarriageReturns(content)
}

/** As git writes it where line ends are to be CRLF: `auto` leaves what is not all line feeds. */
export function writtenLineEnds(content: Buffer, lineEnds: LineEnds): Buffer {
  const { crlf, loneLf, loneCr, isBinary } = statsOf(content)
  if (loneLf === 0 || (lineEnds === 'auto' && (crlf > 0 || loneCr > 0 || isBinary))) return content
  return Buffer.from(content.toString('latin1').replaceAll(/(?<!\r)\n/g, '\r\n'), 'latin1')
}

/** Before each line feed. */
function withoutCarriageReturns(content: Buffer): Buffer {
  const out = Buffer.allocUnsafe(content.length)
  let length = 0
  let from = 0
  for (let at = content.indexOf('\r\n'); at >= 0; at = content.indexOf('\r\n', at + 1)) {
    length += content.copy(out, length, from, at)
    from = at + 1
  }
  length += content.copy(out, length, from)
  return out.subarray(0, length)
}

/** Git takes for binary what has a NUL, a CR alone, or more than one control character in 128 others. */
function statsOf(content: Buffer): Stats {
  let [crlf, loneLf, loneCr, nul, odd, text] = [0, 0, 0, 0, 0, 0]
  for (let at = 0; at < content.length; at += 1) {
    const byte = content[at] ?? 0
    if (byte === 0x0d) {
      if (content[at + 1] === 0x0a) {
        crlf += 1
        at += 1
      } else loneCr += 1
    } else if (byte === 0x0a) loneLf += 1
    else if (byte === 0x7f) odd += 1
    else if (byte >= 0x20 || byte === 0x08 || byte === 0x09 || byte === 0x0c || byte === 0x1b) text += 1
    else {
      if (byte === 0) nul += 1
      odd += 1
    }
  }
  // An end of file as DOS wrote it.
  if (content.at(-1) === 0x1a) odd -= 1
  return { crlf, loneLf, loneCr, isBinary: loneCr > 0 || nul > 0 || text >> 7 < odd }
}
