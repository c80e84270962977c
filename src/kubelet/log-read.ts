/** Reads a stamped log as the API gives it: tail, since, times, follow and a limit of bytes. */
import { open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { readPieces, type Piece } from './log-stamps.ts'

export interface LogOptions {
  readonly follow: boolean
  readonly timestamps: boolean
  readonly tailLines?: number
  readonly sinceSeconds?: number
  readonly sinceTime?: string
  readonly limitBytes?: number
  readonly signal: AbortSignal
}

/** What a follower needs of a run that may go on. */
export interface LogSource {
  readonly folder: string
  /** Resolves true once there is more than at the call, false once the run has ended and all of it is stamped. */
  more(signal: AbortSignal): Promise<boolean>
}

interface Line {
  readonly time: bigint
  readonly bytes: Buffer
  /** False where it goes on a line that was cut for its length. */
  readonly whole: boolean
}

export async function* readLog(source: LogSource, options: LogOptions): AsyncIterable<Uint8Array> {
  let left = options.limitBytes ?? Infinity
  const since = sinceOf(options)
  for await (const lines of allLines(source, options)) {
    const bytes = Buffer.concat(lines.filter((line) => line.time >= since).map((line) => shown(line, options)))
    if (bytes.length > 0) yield bytes.subarray(0, Math.min(bytes.length, left))
    left -= bytes.length
    if (left <= 0) return
  }
}

async function* allLines(source: LogSource, options: LogOptions): AsyncIterable<Line[]> {
  const place = join(source.folder, 'output')
  let file: FileHandle | undefined
  let next = 0
  let skip: number | undefined
  try {
    for (let open = true; open;) {
      // Asked for before the look, so that nothing falls between the two.
      const more = options.follow ? source.more(options.signal) : Promise.resolve(false)
      const look = async function* (): AsyncIterable<Line[]> {
        const pieces = readPieces(source.folder, next)
        if (pieces.length === 0) return
        file ??= await openLog(place)
        const start = skip === undefined ? await tailStart(file, pieces, options.tailLines) : { piece: 0, skip: 0 }
        skip = start.skip
        for (const piece of pieces.slice(start.piece)) {
          yield (await linesOf(file, piece)).slice(skip)
          skip = 0
        }
        next += pieces.length
      }
      yield* look()
      open = await more
      if (!open && options.follow) yield* look()
      if (options.signal.aborted) return
    }
  } finally {
    await file?.close()
  }
}

async function openLog(place: string): Promise<FileHandle> {
  return await open(place, 'r')
}

/** Where the last lines begin. */
async function tailStart(
  file: FileHandle,
  pieces: readonly Piece[],
  tailLines: number | undefined,
): Promise<{ piece: number; skip: number }> {
  if (tailLines === undefined) return { piece: 0, skip: 0 }
  let found = 0
  for (let piece = pieces.length - 1; piece >= 0; piece--) {
    if (found >= tailLines) return { piece: piece + 1, skip: 0 }
    found += (await linesOf(file, pieces[piece] as Piece)).length
    if (found >= tailLines) return { piece, skip: found - tailLines }
  }
  return { piece: 0, skip: 0 }
}

async function linesOf(file: FileHandle, piece: Piece): Promise<Line[]> {
  const bytes = Buffer.alloc(piece.to - piece.from)
  // The container could have cut its own output short; then less is read.
  const { bytesRead } = await file.read(bytes, 0, bytes.length, piece.from)
  const before = Buffer.alloc(1, 0x0a)
  if (piece.from > 0) await file.read(before, 0, 1, piece.from - 1)
  const lines: Line[] = []
  let whole = before[0] === 0x0a
  for (let at = 0; at < bytesRead;) {
    const end = bytes.indexOf(0x0a, at)
    const stop = end < 0 || end >= bytesRead ? bytesRead : end + 1
    lines.push({ time: piece.time + BigInt(lines.length), bytes: bytes.subarray(at, stop), whole })
    whole = true
    at = stop
  }
  return lines
}

function shown(line: Line, options: LogOptions): Buffer {
  return options.timestamps && line.whole
    ? Buffer.concat([Buffer.from(`${timeText(line.time)} `), line.bytes])
    : line.bytes
}

/** RFC 3339 with nine digits, as a kubelet prints it. */
export function timeText(time: bigint): string {
  const seconds = new Date(Number(time / 1_000_000_000n) * 1000).toISOString().slice(0, 19)
  return `${seconds}.${String(time % 1_000_000_000n).padStart(9, '0')}Z`
}

function sinceOf(options: LogOptions): bigint {
  if (options.sinceTime !== undefined) return parseTime(options.sinceTime)
  if (options.sinceSeconds !== undefined) return BigInt(Date.now() - options.sinceSeconds * 1000) * 1_000_000n
  return 0n
}

/** Date keeps three digits of a second; lines have nine. */
function parseTime(text: string): bigint {
  const fraction = /\.(\d{1,9})/.exec(text)?.[1] ?? ''
  const whole = Date.parse(text.replace(/\.\d+/, ''))
  return Number.isNaN(whole) ? 0n : BigInt(whole) * 1_000_000n + BigInt(fraction.padEnd(9, '0'))
}
