/**
 * Makes the record of an attempt while its events come: the first of them compressed at once, the last as they are, until
 * the end. Memory and the work at once are bounded, whatever an agent prints.
 */
import type { TranscriptRecord } from '../agents/events.ts'
import { packed, recordLine, type Chunk, type Line } from './chunk.ts'

/** Compressed bytes of a record. */
export const recordBytes = 256 * 1024

export interface Bounds {
  /** Compressed bytes of all, and of the first events. */
  readonly bytes: number
  readonly headBytes: number
  /** Characters of the first events, and of the last, before they are compressed. */
  readonly headLength: number
  readonly tailLength: number
  /** Characters that are compressed together. */
  readonly chunkLength: number
}

const usualBounds: Bounds = {
  bytes: recordBytes,
  headBytes: recordBytes * 0.45,
  headLength: 1024 * 1024,
  tailLength: 768 * 1024,
  chunkLength: 16 * 1024,
}

export interface FinishedRecord {
  readonly chunks: readonly Buffer[]
  /** Number of the last event of all. */
  readonly events: number
  /** Events of the record whose texts were shortened. */
  readonly shortened: number
}

interface Part {
  readonly lines: Line[]
  length: number
}

export class RecordKeeper {
  readonly #bounds: Bounds
  readonly #head: Chunk[] = []
  #isHeadFull = false
  #headBytes = 0
  #headLength = 0
  readonly #tail: Part[] = []
  #tailLength = 0
  #part: Part = { lines: [], length: 0 }
  #events = 0

  constructor(bounds: Partial<Bounds> = {}) {
    this.#bounds = { ...usualBounds, ...bounds }
  }

  /** The next event; `text` is the same as JSON. */
  add(record: TranscriptRecord, text: string): void {
    const line = recordLine(record, text)
    this.#events = record.n
    this.#part.lines.push(line)
    this.#part.length += line.text.length + 1
    if (this.#part.length >= this.#bounds.chunkLength) this.#close()
  }

  /** First and last events, as many as there is room for. */
  finish(): FinishedRecord {
    this.#close()
    const chunks = [...this.#head, ...this.#lastChunks()]
    return {
      chunks: chunks.map(({ data }) => data),
      events: this.#events,
      shortened: chunks.reduce((sum, chunk) => sum + chunk.shortened, 0),
    }
  }

  #close(): void {
    const part = this.#part
    if (part.lines.length === 0) return
    this.#part = { lines: [], length: 0 }
    if (!this.#isHeadFull && this.#takesAsHead(part)) return
    this.#isHeadFull = true
    this.#tail.push(part)
    this.#tailLength += part.length
    while (this.#tailLength > this.#bounds.tailLength && this.#tail.length > 1)
      this.#tailLength -= this.#tail.shift()?.length ?? 0
  }

  #takesAsHead({ lines, length }: Part): boolean {
    if (this.#headLength + length > this.#bounds.headLength) return false
    const chunks = packed(lines)
    const bytes = bytesOf(chunks)
    if (this.#headBytes + bytes > this.#bounds.headBytes) return false
    this.#head.push(...chunks)
    this.#headBytes += bytes
    this.#headLength += length
    return true
  }

  /** From the end on, as far as there is room. */
  #lastChunks(): Chunk[] {
    let bytesLeft = this.#bounds.bytes - this.#headBytes
    const taken: Chunk[] = []
    for (const { lines } of this.#tail.toReversed())
      for (const chunk of packed(lines).toReversed()) {
        bytesLeft -= chunk.data.length
        if (bytesLeft < 0) return taken.toReversed()
        taken.push(chunk)
      }
    return taken.toReversed()
  }
}

function bytesOf(chunks: readonly Chunk[]): number {
  return chunks.reduce((sum, { data }) => sum + data.length, 0)
}
