import { IndexError } from './index-error.ts'

export interface Bits {
  /** Places of the first set bits. */
  readonly places: readonly number[]
  /** How long it is in the file. */
  readonly bytes: number
}

/**
 * A compressed bitmap: runs of equal words, each followed by words as they are. At most `most` set bits are told, so
 * that no words stand for more than there is memory. https://git-scm.com/docs/bitmap-format#_appendix_a_serialization_format_for_an_ewah_bitmap
 */
export function readBits(data: Buffer, most: number): Bits {
  if (data.length < 12) throw new IndexError('a bitmap in it is cut off')
  const [size, words] = [data.readUInt32BE(0), data.readUInt32BE(4)]
  const bytes = 12 + words * 8
  if (bytes > data.length) throw new IndexError('a bitmap in it is cut off')
  const places: number[] = []
  const word = (index: number): bigint => data.readBigUInt64BE(8 + index * 8)
  let place = 0
  for (let index = 0; index < words && place < size && places.length < most;) {
    const run = word(index++)
    const end = place + Number((run >> 1n) & 0xffffffffn) * 64
    if ((run & 1n) === 1n)
      for (const last = Math.min(end, size); place < last && places.length < most; place += 1) places.push(place)
    place = end
    for (let literals = Number(run >> 33n); literals > 0 && index < words && places.length < most; literals -= 1) {
      takeLiteral(word(index++), place, places)
      place += 64
    }
  }
  // A word may say more than what is left of either.
  return { places: places.filter((bit) => bit < size).slice(0, most), bytes }
}

/** Halves as numbers: millions of words that say little are to cost little. */
function takeLiteral(literal: bigint, place: number, places: number[]): void {
  if (literal === 0n) return
  takeHalf(Number(literal & 0xffffffffn), place, places)
  takeHalf(Number(literal >> 32n), place + 32, places)
}

function takeHalf(half: number, place: number, places: number[]): void {
  // Without its lowest set bit each time.
  for (let rest = half | 0; rest !== 0; rest &= rest - 1) places.push(place + 31 - Math.clz32(rest & -rest))
}
