/**
 * When each line of a container's output came. Beside the plain output stands a list of pieces, each whole lines with
 * one time; line i of a piece has that time plus i nanoseconds. So every line has one exact time that later reads, and
 * later daemons, find again.
 */
import { closeSync, constants, fstatSync, openSync, readSync, writeSync } from 'node:fs'
import { join } from 'node:path'

export interface Piece {
  readonly from: number
  readonly to: number
  /** Nanoseconds since 1970. */
  readonly time: bigint
}

const recordBytes = 16
const readBytes = 256 * 1024

/** The pieces from the given one on. */
export function readPieces(folder: string, first = 0): Piece[] {
  const file = openIfThere(join(folder, 'stamps'))
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

/** Stamps what a run has printed since the last look. */
export class Stamper implements Disposable {
  readonly #folder: string
  readonly #now: () => bigint
  /** Both stay open: an agent that prints is stamped many times a second. */
  #output: number | undefined
  #stamps: number | undefined
  #records: number
  #position: number
  #earliest: bigint

  constructor(folder: string, now: () => bigint = clock) {
    this.#folder = folder
    this.#now = now
    const pieces = readPieces(folder)
    const last = pieces.at(-1)
    this.#records = pieces.length
    this.#position = last?.to ?? 0
    // More than any piece's lines, so that times never go back.
    this.#earliest = last === undefined ? 0n : last.time + BigInt(readBytes)
  }

  /** True where there was something new. `ended`: a last line without its end counts too. */
  stamp(ended: boolean): boolean {
    this.#output ??= openIfThere(join(this.#folder, 'output'))
    return this.#output !== undefined && this.#stampNew(this.#output, ended)
  }

  [Symbol.dispose](): void {
    for (const file of [this.#output, this.#stamps]) if (file !== undefined) closeSync(file)
    this.#output = this.#stamps = undefined
  }

  #stampNew(output: number, ended: boolean): boolean {
    const size = fstatSync(output).size
    if (size <= this.#position) return false
    const buffer = Buffer.allocUnsafe(Math.min(readBytes, size - this.#position))
    const found: { to: number; time: bigint }[] = []
    let position = this.#position
    let earliest = this.#earliest
    while (position < size) {
      const length = readSync(output, buffer, 0, buffer.length, position)
      const piece = wholeLines(buffer.subarray(0, length), ended && position + length >= size)
      if (piece.length === 0) break
      const now = this.#now()
      const time = now > earliest ? now : earliest
      position += piece.length
      earliest = time + BigInt(countLines(piece))
      found.push({ to: position, time })
    }
    if (found.length === 0) return false
    this.#write(found)
    // Only now: what a full disk did not take is stamped again.
    this.#records += found.length
    this.#position = position
    this.#earliest = earliest
    return true
  }

  #write(found: readonly { to: number; time: bigint }[]): void {
    const bytes = Buffer.alloc(found.length * recordBytes)
    for (const [at, { to, time }] of found.entries()) {
      bytes.writeBigUInt64LE(BigInt(to), at * recordBytes)
      bytes.writeBigUInt64LE(time, at * recordBytes + 8)
    }
    this.#stamps ??= openSync(join(this.#folder, 'stamps'), constants.O_WRONLY | constants.O_CREAT, 0o600)
    // At its place and not at the end, where half a record may stand.
    writeSync(this.#stamps, bytes, 0, bytes.length, this.#records * recordBytes)
  }
}

/** A line that fills the whole buffer is cut, so that one without an end cannot fill the memory. */
function wholeLines(bytes: Buffer, last: boolean): Buffer {
  if (last || bytes.length === readBytes) {
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
  try {
    return openSync(place, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

const started = BigInt(Date.now()) * 1_000_000n - process.hrtime.bigint()

function clock(): bigint {
  return started + process.hrtime.bigint()
}
