/**
 * When each line of a container's output came. Beside a segment of output stands a list of pieces, each whole lines with
 * one time; line i of a piece has that time plus i nanoseconds. So every line has one exact time that later reads, and
 * later daemons, find again.
 */
import { closeSync, constants, fstatSync, openSync, readSync, writeSync } from 'node:fs'
import { ifThere } from '../../if-there.ts'
import { outputPlace, stampsPlace } from './log-segments.ts'

export interface Piece {
  /** Places in the segment. */
  readonly from: number
  readonly to: number
  /** Nanoseconds since 1970. */
  readonly time: bigint
}

const recordBytes = 16
const pieceBytes = 256 * 1024
/** Most pieces that are stamped at once; then others have their turn. */
const piecesALook = 8

/** The pieces of a segment from the given one on. */
export function readPieces(folder: string, segment: number, first = 0): Piece[] {
  const file = openIfThere(stampsPlace(folder, segment))
  if (file === undefined) return []
  try {
    // One record earlier, for where the first piece begins.
    const start = Math.max(0, first - 1) * recordBytes
    const bytes = Buffer.alloc(Math.max(0, fstatSync(file).size - start))
    const length = readSync(file, bytes, 0, bytes.length, start)
    const pieces: Piece[] = []
    let from = 0
    for (let at = 0; at + recordBytes <= length; at += recordBytes) {
      const to = Number(bytes.readBigUInt64LE(at))
      pieces.push({ from, to, time: bytes.readBigUInt64LE(at + 8) })
      from = to
    }
    return first === 0 ? pieces : pieces.slice(1)
  } finally {
    closeSync(file)
  }
}

export interface Stamped {
  /** There was something new. */
  readonly fresh: boolean
  /** There is more than is stamped at once. */
  readonly more: boolean
  /** Time of the last line. */
  readonly latest: bigint
}

/** Stamps what has come into one segment since the last look. */
export class SegmentStamper implements Disposable {
  readonly #folder: string
  readonly #segment: number
  readonly #now: () => bigint
  /** Both stay open: an agent that prints is stamped many times a second. */
  #output: number | undefined
  #stamps: number | undefined
  #records: number
  #position: number
  #earliest: bigint

  /** No line of it is given a time before `earliest`. */
  constructor(folder: string, segment: number, now: () => bigint, earliest: bigint) {
    this.#folder = folder
    this.#segment = segment
    this.#now = now
    const pieces = readPieces(folder, segment)
    const last = pieces.at(-1)
    this.#records = pieces.length
    this.#position = last?.to ?? 0
    // More than any piece's lines, so that times never go back.
    const next = last === undefined ? 0n : last.time + BigInt(pieceBytes)
    this.#earliest = next > earliest ? next : earliest
  }

  /** `complete`: nothing more will come, so a last line without its end counts too. */
  stamp(complete: boolean): Stamped {
    this.#output ??= openIfThere(outputPlace(this.#folder, this.#segment))
    if (this.#output === undefined) return { fresh: false, more: false, latest: this.#earliest }
    return this.#stampNew(this.#output, complete)
  }

  [Symbol.dispose](): void {
    for (const file of [this.#output, this.#stamps]) if (file !== undefined) closeSync(file)
    this.#output = this.#stamps = undefined
  }

  #stampNew(output: number, complete: boolean): Stamped {
    const { size } = fstatSync(output)
    const found: { to: number; time: bigint }[] = []
    let position = this.#position
    let earliest = this.#earliest
    const buffer = Buffer.allocUnsafe(Math.min(pieceBytes, Math.max(0, size - position)))
    while (position < size && found.length < piecesALook) {
      const length = readSync(output, buffer, 0, buffer.length, position)
      const piece = wholeLines(buffer.subarray(0, length), complete && position + length >= size)
      if (piece.length === 0) break
      const now = this.#now()
      const time = now > earliest ? now : earliest
      position += piece.length
      earliest = time + BigInt(countLines(piece))
      found.push({ to: position, time })
    }
    if (found.length === 0) return { fresh: false, more: false, latest: this.#earliest }
    this.#write(found)
    // Only now: what a full disk did not take is stamped again.
    this.#records += found.length
    this.#position = position
    this.#earliest = earliest
    return { fresh: true, more: found.length === piecesALook && position < size, latest: earliest }
  }

  #write(found: readonly { to: number; time: bigint }[]): void {
    const bytes = Buffer.alloc(found.length * recordBytes)
    for (const [at, { to, time }] of found.entries()) {
      bytes.writeBigUInt64LE(BigInt(to), at * recordBytes)
      bytes.writeBigUInt64LE(time, at * recordBytes + 8)
    }
    const place = stampsPlace(this.#folder, this.#segment)
    this.#stamps ??= openSync(place, constants.O_WRONLY | constants.O_CREAT, 0o600)
    // At its place and not at the end, where half a record may stand.
    writeSync(this.#stamps, bytes, 0, bytes.length, this.#records * recordBytes)
  }
}

/** A line that fills the whole buffer is cut, so that one without an end cannot fill the memory. */
function wholeLines(bytes: Buffer, last: boolean): Buffer {
  if (last || bytes.length === pieceBytes) {
    const end = bytes.lastIndexOf(0x0a)
    return last || end < 0 ? bytes : bytes.subarray(0, end + 1)
  }
  return bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1)
}

function countLines(bytes: Buffer): number {
  let lines = 1
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) lines++
  return lines
}

function openIfThere(place: string): number | undefined {
  return ifThere(() => openSync(place, 'r'))
}
