import { IndexError } from './index-error.ts'

export interface Bits {
  /** Places of the first set bits. */
  readonly places: readonly number[]
  /** How long it is in the file. */
  readonly bytes: number
}

/**
 * A compressed bitmap: runs of equal words, each followed by words as they are. At most `most` set bits are told, so
 * that a run cannot stand for more than there is memory. https://git-scm.com/docs/bitmap-format#_appendix_a_serialization_format_for_an_ewah_bitmap
 */
export function readBits(data: Buffer, most: number): Bits {
  if (data.length < 12) throw new IndexError('a bitmap in it is cut off')
  const [size, words] = [data.readUInt32BE(0), data.readUInt32BE(4)]
  const bytes = 12 + words * 8
  if (bytes > data.length) throw new IndexError('a bitmap in it is cut off')
  const places: number[] = []
  const word = (index: number): bigint => data.readBigUInt64BE(8 + index * 8)
  let place = 0
  for (let index = 0; index < words && places.length < most;) {
    const run = word(index++)
    const length = Number((run >> 1n) & 0xffffffffn) * 64
    if ((run & 1n) === 1n) for (let bit = 0; bit < length && places.length < most; bit += 1) places.push(place + bit)
    place += length
    for (let literals = Number(run >> 33n); literals > 0 && index < words; literals -= 1, place += 64)
      takeLiteral(word(index++), place, places)
  }
  return { places: places.filter((bit) => bit < size).slice(0, most), bytes }
}

function takeLiteral(literal: bigint, place: number, places: number[]): void {
  for (let bit = 0; bit < 64; bit += 1) if ((literal >> BigInt(bit)) & 1n) places.push(place + bit)
}
