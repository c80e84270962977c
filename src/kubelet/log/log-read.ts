/** Reads a stamped log as the API gives it: tail, since, times, follow and a limit of bytes. */
import { LogLines, type Line } from './log-lines.ts'

export interface LogOptions {
  readonly follow: boolean
  readonly timestamps: boolean
  readonly tailLines?: number
  readonly sinceSeconds?: number
  readonly sinceTime?: string
  readonly limitBytes?: number
  readonly signal: AbortSignal
}

/** What a reader needs of a run that may go on. */
export interface LogSource {
  readonly folder: string
  /** Resolves once what has come by now is stamped. */
  caughtUp(signal: AbortSignal): Promise<void>
  /** Resolves true once there is more than at the call, false once the run has ended and all of it is stamped. */
  more(signal: AbortSignal): Promise<boolean>
}

export async function* readLog(source: LogSource, options: LogOptions): AsyncIterable<Uint8Array> {
  let left = options.limitBytes ?? Infinity
  const since = sinceOf(options)
  let endsLine = true
  for await (const lines of allLines(source, options)) {
    const pieces = lines
      .filter((line) => line.time >= since)
      .flatMap((line) => {
        const piece = shown(line, options, endsLine)
        endsLine = line.bytes.at(-1) === 0x0a
        return piece
      })
    const bytes = Buffer.concat(pieces)
    if (bytes.length > 0) yield bytes.subarray(0, Math.min(bytes.length, left))
    left -= bytes.length
    if (left <= 0) return
  }
}

async function* allLines(source: LogSource, options: LogOptions): AsyncIterable<Line[]> {
  const { signal, follow, tailLines } = options
  await using lines = new LogLines(source.folder)
  // Asked for before the look, so that nothing falls between the two.
  let more = follow ? source.more(signal) : undefined
  await source.caughtUp(signal)
  if (tailLines !== undefined) await lines.skipToLast(tailLines)
  for (;;) {
    yield* lines.next()
    if (more === undefined || signal.aborted) return
    const goesOn = await more
    more = goesOn ? source.more(signal) : undefined
  }
}

function shown(line: Line, options: LogOptions, endsLine: boolean): Buffer[] {
  // Without a time, as a kubelet tells of what goes wrong in the log's own stream.
  if (line.kind === 'gap') return endsLine ? [line.bytes] : [Buffer.from('\n'), line.bytes]
  const time = options.timestamps && line.kind === 'line' ? [Buffer.from(`${timeText(line.time)} `)] : []
  return [...time, line.bytes]
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
