/** Chunks of a record: some events as NDJSON, each chunk a gzip stream of its own, so that one that is lost takes no other with it. */
import { gzipSync } from 'node:zlib'
import type { AgentEvent, TranscriptRecord } from '../agents/events.ts'

/** Compressed bytes of a chunk: as base64 it fits into a line of 8 KiB. */
export const chunkBytes = 6000
/** Characters of an event as JSON, from which on its texts are shortened. */
const longestEvent = 8000
const longestText = { first: 1500, second: 200 } as const

export interface Line {
  readonly text: string
  readonly isShortened: boolean
}

export interface Chunk {
  readonly lines: number
  readonly shortened: number
  readonly data: Buffer
}

/** An event as a line of a record; `text` is the same as JSON. */
export function recordLine(record: TranscriptRecord, text: string): Line {
  if (text.length <= longestEvent) return { text, isShortened: false }
  return { text: shortened(record, longestText.first), isShortened: true }
}

/** As few chunks as hold these lines. The work is bounded by what they hold. */
export function packed(lines: readonly Line[]): Chunk[] {
  if (lines.length === 0) return []
  const data = gzipSync(lines.map(({ text }) => `${text}\n`).join(''))
  if (data.length <= chunkBytes)
    return [{ lines: lines.length, shortened: lines.filter(({ isShortened }) => isShortened).length, data }]
  const [only] = lines
  if (lines.length === 1 && only !== undefined)
    return packed([
      { text: shortened(JSON.parse(only.text) as TranscriptRecord, longestText.second), isShortened: true },
    ])
  const half = Math.ceil(lines.length / 2)
  return [...packed(lines.slice(0, half)), ...packed(lines.slice(half))]
}

/** The event with its long texts cut; one that is long otherwise is told of only. */
function shortened(record: TranscriptRecord, most: number): string {
  const text = JSON.stringify(record, (_, value: unknown) => (typeof value === 'string' ? cut(value, most) : value))
  if (text.length <= most * 4) return text
  return JSON.stringify({ ...record, event: leftOut(record.event) } satisfies TranscriptRecord)
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}… (${text.length - most} more characters)` : text
}

function leftOut(event: AgentEvent): AgentEvent {
  return { type: 'text', text: `(a long event of type ${event.type} is left out here)` }
}
