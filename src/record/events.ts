/** The events that chunks of a record hold. */
import { gunzipSync } from 'node:zlib'
import { parseRecord, type TranscriptRecord } from '../agents/events.ts'

/** Bytes that all chunks of a record become at most. */
export const recordMost = 8 * 1024 * 1024

/** Undefined where they are damaged, hold something else, or become more than `most` bytes. */
export function recordsIn(data: Buffer, most: number): TranscriptRecord[] | undefined {
  const text = unzipped(data, most)
  if (text === undefined) return undefined
  const records = text
    .split('\n')
    .slice(0, -1)
    .map((line) => parseRecord(line))
  return text.endsWith('\n') && records.every((record) => record !== undefined)
    ? (records as TranscriptRecord[])
    : undefined
}

function unzipped(data: Buffer, most: number): string | undefined {
  try {
    return gunzipSync(data, { maxOutputLength: most }).toString()
  } catch {
    return undefined
  }
}
