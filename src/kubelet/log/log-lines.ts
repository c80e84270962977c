/** The stamped lines of a run's segments, in their order, and where some are missing. */
import { open, type FileHandle } from 'node:fs/promises'
import { lossesOf, outputPlace, segmentBytes, segmentsKept, segmentsOf, type Loss } from './log-segments.ts'
import { readPieces, type Piece } from './log-stamps.ts'
import { ifThereAsync } from '../../if-there.ts'

export interface Line {
  /** `rest`: it goes on a line that was cut for its length. `gap`: words of ours on what is missing here. */
  readonly kind: 'line' | 'rest' | 'gap'
  /** Time of the line; of a gap, that of the line after it. */
  readonly time: bigint
  readonly bytes: Buffer
}

export class LogLines implements AsyncDisposable {
  readonly #folder: string
  /** The one that is read, or comes next. */
  #segment = 1
  /** How many of its pieces have been read. */
  #piece = 0
  /** How many lines of the next piece are not wanted. */
  #skip = 0
  /** Losses up to this place in the segment have been told. */
  #toldTo = -1
  #file: FileHandle | undefined

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Skips what is there now, but for so many lines at the end. */
  async skipToLast(count: number): Promise<void> {
    let found = 0
    for (const segment of this.#stamped().toReversed()) {
      const pieces = readPieces(this.#folder, segment)
      if (count === 0) return this.#stand(segment, pieces.length, pieces.at(-1)?.to ?? 0)
      await using file = await openIfThere(outputPlace(this.#folder, segment))
      if (file === undefined) return
      for (const [at, piece] of [...pieces.entries()].toReversed()) {
        found += (await readLines(file, piece)).length
        if (found < count) continue
        this.#stand(segment, at, piece.from - 1)
        this.#skip = found - count
        return
      }
    }
  }

  /** What has been stamped since the last call. */
  async *next(): AsyncIterable<Line[]> {
    for (;;) {
      const oldest = segmentsOf(this.#folder)[0]
      const stamped = this.#stamped()
      const segment = stamped.find((number) => number >= this.#segment)
      const next = segment ?? oldest
      if (next !== undefined && next > this.#segment) {
        await this.#leave(next)
        yield [droppedBefore(this.#folder, next)]
      }
      if (segment === undefined) return
      // Known before the pieces are read: once there is a next segment, this one gets no more.
      const isComplete = stamped.at(-1) !== segment
      this.#file ??= await openIfThere(outputPlace(this.#folder, segment))
      // Dropped meanwhile.
      if (this.#file === undefined) continue
      yield* this.#newPieces(this.#file)
      if (!isComplete) return
      await this.#leave(segment + 1)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#leave(this.#segment)
  }

  async *#newPieces(file: FileHandle): AsyncIterable<Line[]> {
    const losses = lossesOf(this.#folder, this.#segment)
    for (const piece of readPieces(this.#folder, this.#segment, this.#piece)) {
      const isRest = !(await beginsLine(this.#folder, this.#segment, piece.from, file))
      const lines: Line[] = []
      let at = piece.from
      for (const [index, bytes] of (await readLines(file, piece)).entries()) {
        const time = piece.time + BigInt(index)
        at += bytes.length
        lines.push(...this.#lost(losses, at - 1, time))
        if (index >= this.#skip) lines.push({ kind: isRest && index === 0 ? 'rest' : 'line', time, bytes })
      }
      yield [...lines, ...this.#lost(losses, at, piece.time)]
      this.#piece += 1
      this.#skip = 0
    }
  }

  #lost(losses: readonly Loss[], to: number, time: bigint): Line[] {
    const found = losses.filter(({ at }) => at > this.#toldTo && at <= to)
    this.#toldTo = Math.max(this.#toldTo, to)
    return found.map(({ bytes }) =>
      gapLine(time, `output is missing here: the disk was full (at least ${bytes} bytes were lost)`),
    )
  }

  /** Segments that are there and have stamps. */
  #stamped(): number[] {
    const stamped = new Set(segmentsOf(this.#folder, 'stamps'))
    return segmentsOf(this.#folder).filter((number) => stamped.has(number))
  }

  #stand(segment: number, piece: number, toldTo: number): void {
    this.#segment = segment
    this.#piece = piece
    this.#skip = 0
    this.#toldTo = toldTo
  }

  async #leave(next: number): Promise<void> {
    await this.#file?.close()
    this.#file = undefined
    this.#stand(next, 0, -1)
  }
}

function droppedBefore(folder: string, segment: number): Line {
  const time = readPieces(folder, segment)[0]?.time ?? BigInt(Date.now()) * 1_000_000n
  const kept = (segmentBytes * segmentsKept) / 1024 / 1024
  return gapLine(time, `output before this is gone: of one container's log the last ${kept} MiB are kept`)
}

function gapLine(time: bigint, words: string): Line {
  return { kind: 'gap', time, bytes: Buffer.from(`${words}\n`) }
}

/** A piece is at most as long as what is stamped at once. */
async function readLines(file: FileHandle, { from, to }: Piece): Promise<Buffer[]> {
  const bytes = Buffer.alloc(to - from)
  const { bytesRead } = await file.read(bytes, 0, bytes.length, from)
  const lines: Buffer[] = []
  for (let at = 0; at < bytesRead;) {
    const end = bytes.subarray(0, bytesRead).indexOf(0x0a, at)
    const stop = end < 0 ? bytesRead : end + 1
    lines.push(bytes.subarray(at, stop))
    at = stop
  }
  return lines
}

/** Whether a line begins at this place. Of what was dropped nobody knows how it ended. */
async function beginsLine(folder: string, segment: number, place: number, file: FileHandle): Promise<boolean> {
  const byte = Buffer.alloc(1, 0x0a)
  if (place > 0) await file.read(byte, 0, 1, place - 1)
  else {
    await using before = await openIfThere(outputPlace(folder, segment - 1))
    const size = (await before?.stat())?.size ?? 0
    if (size > 0) await before?.read(byte, 0, 1, size - 1)
  }
  return byte[0] === 0x0a
}

async function openIfThere(place: string): Promise<FileHandle | undefined> {
  return await ifThereAsync(() => open(place, 'r'))
}
