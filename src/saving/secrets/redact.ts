import type { Match, Matcher } from './matcher.ts'
import { PlainBytes } from './plain-bytes.ts'

const mark = Buffer.from('***')
/** What is left after these could only have come together by what was taken out. */
const mostRounds = 5

/** The bytes with a mark in the place of each occurrence, whatever stands between its letters. */
export function redacted(content: Buffer, matcher: Matcher): Buffer {
  let clean = content
  for (let round = 0; round < mostRounds; round += 1) {
    const ranges = rangesIn(clean, matcher)
    if (ranges.length === 0) break
    clean = without(clean, ranges)
  }
  return clean
}

function rangesIn(content: Buffer, matcher: Matcher): Pick<Match, 'start' | 'end'>[] {
  const plain = Buffer.allocUnsafe(content.length)
  const from = new Int32Array(content.length)
  const { end } = new PlainBytes().add(content, plain, 0, { last: true, from })
  const mapped = matcher
    .findAll(plain, end)
    .map(({ start, end: after }) => ({ start: from[start] ?? 0, end: (from[after - 1] ?? 0) + 1 }))
  return [...mapped, ...matcher.findAll(content)].toSorted((one, other) => one.start - other.start)
}

function without(content: Buffer, ranges: readonly Pick<Match, 'start' | 'end'>[]): Buffer {
  const pieces: Buffer[] = []
  let from = 0
  for (const { start, end } of ranges) {
    if (start >= from) pieces.push(content.subarray(from, start), mark)
    from = Math.max(from, end)
  }
  return Buffer.concat([...pieces, content.subarray(from)])
}
