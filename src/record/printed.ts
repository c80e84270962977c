/** A record as lines of git-save's log, and read from there again. What is read is not trusted. */
import { isObject } from '../agents/json-fields.ts'
import { chunkBytes } from './chunk.ts'
import type { FinishedRecord } from './keeper.ts'
import { recordsIn } from './events.ts'

/** Lines of one record. */
export const mostLines = 512
export const lineBytes = 8192
/** Bytes that a chunk becomes at most; a bomb becomes a thousand times what it is. */
const chunkMost = 128 * 1024
const start = '{"record":'

export function printedRecord({ chunks, events, shortened }: FinishedRecord): string[] {
  // A record without events says so.
  const parts = chunks.length === 0 ? [Buffer.alloc(0)] : chunks.slice(-mostLines)
  return parts.map((data, i) =>
    JSON.stringify({ record: i + 1, of: parts.length, events, shortened, data: data.toString('base64') }),
  )
}

export interface ReadRecord extends FinishedRecord {
  /** Lines that did not come, or came damaged. */
  readonly missing: number
}

/** The record that these lines of a log hold; undefined where there is none. Lines of any other kind are passed over. */
export function readPrinted(lines: readonly string[]): ReadRecord | undefined {
  const parsed = lines.filter((line) => line.startsWith(start)).flatMap((line) => parseLine(line) ?? [])
  const last = parsed.at(-1)
  if (last === undefined) return undefined
  const { of, events, shortened } = last
  const whole = parsed.filter((line) => line.of === of && line.events === events && isWhole(line))
  const inOrder = [...new Map(whole.map((line) => [line.record, line])).values()].toSorted(
    (a, b) => a.record - b.record,
  )
  const kept = ascending(inOrder)
  return { chunks: kept.map(({ data }) => data), events, shortened, missing: of - kept.length }
}

interface PrintedLine {
  readonly record: number
  readonly of: number
  readonly events: number
  readonly shortened: number
  readonly data: Buffer
  /** Numbers of its events; undefined where it is damaged. */
  readonly numbers: readonly number[] | undefined
}

function parseLine(line: string): PrintedLine | undefined {
  if (line.length > lineBytes) return undefined
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return undefined
  }
  if (!isObject(value)) return undefined
  const { record, of, events, shortened, data } = value
  if (!isCount(record, 1, mostLines) || !isCount(of, record, mostLines)) return undefined
  if (!isCount(events, 0) || !isCount(shortened, 0, events) || typeof data !== 'string') return undefined
  const bytes = Buffer.from(data, 'base64')
  if (bytes.length > chunkBytes || bytes.toString('base64') !== data) return undefined
  const numbers = bytes.length === 0 ? [] : recordsIn(bytes, chunkMost)?.map(({ n }) => n)
  return { record, of, events, shortened, data: bytes, numbers }
}

function isCount(value: unknown, least: number, most = Number.MAX_SAFE_INTEGER): value is number {
  return Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most
}

/** Gzip's own checksum is right, and it holds events alone. */
function isWhole({ numbers, events, of }: PrintedLine): boolean {
  return numbers === undefined ? false : numbers.length === 0 ? of === 1 : numbers.every((n) => n <= events)
}

/** Without lines whose events are not after those of the one before. */
function ascending(lines: readonly PrintedLine[]): PrintedLine[] {
  let last = 0
  return lines.filter(({ numbers = [] }) => {
    if (!numbers.every((n, i) => n > (numbers[i - 1] ?? last))) return false
    last = numbers.at(-1) ?? last
    return true
  })
}
