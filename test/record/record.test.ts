import { gzipSync } from 'node:zlib'
import { randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TranscriptRecord } from '../../src/agents/events.ts'
import { recordMost, recordsIn } from '../../src/record/events.ts'
import { RecordKeeper, recordBytes, type Bounds } from '../../src/record/keeper.ts'
import { lineBytes, mostLines, printedRecord, readPrinted } from '../../src/record/printed.ts'

function aRecord(n: number, text: string): TranscriptRecord {
  return { n, time: '2026-01-01T00:00:00.000Z', event: { type: 'text', text } }
}

function printed(records: readonly TranscriptRecord[], bounds?: Partial<Bounds>): string[] {
  const keeper = new RecordKeeper(bounds)
  for (const record of records) keeper.add(record, JSON.stringify(record))
  return printedRecord(keeper.finish())
}

function readBack(lines: readonly string[]) {
  const read = readPrinted(lines)
  const chunks = read?.chunks ?? []
  const data = Buffer.concat(chunks)
  return { ...read, records: data.length === 0 ? [] : (recordsIn(data, recordMost) ?? []) }
}

const small: Partial<Bounds> = { bytes: 4000, headBytes: 1800, headLength: 8000, tailLength: 6000, chunkLength: 1000 }
const texts = fc.array(
  fc.oneof(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.string({ minLength: 200, maxLength: 3000 })),
  {
    maxLength: 120,
  },
)

const line = (fields: object) => JSON.stringify({ record: 1, of: 1, events: 9, shortened: 0, data: '', ...fields })
const data = (text: string) => gzipSync(text).toString('base64')
const event = (n: number) => `${JSON.stringify(aRecord(n, 'x'))}\n`

describe('a record', () => {
  test('of any events comes back, with head and tail, and a gap of exactly what is not there', () => {
    fc.assert(
      fc.property(texts, fc.boolean(), (given, isSmall) => {
        const records = given.map((text, i) => aRecord(i + 1, text))
        const { records: back, events, missing } = readBack(printed(records, isSmall ? small : {}))
        expect(events ?? 0).toBe(records.length)
        expect(missing).toBe(0)
        expect(back).toEqual(back.map(({ n }) => records[n - 1]))
        expect(isSmall || back.length === records.length).toBe(true)
        const numbers = back.map(({ n }) => n)
        const jumps = numbers.filter((n, i) => n !== (numbers[i - 1] ?? 0) + 1)
        expect(jumps.length).toBeLessThanOrEqual(1)
        expect(back.at(-1)?.n ?? 0).toBe(records.length)
      }),
      { numRuns: 40 },
    )
  })

  test('of an output that compresses badly holds the limits, its first and last events, and no line over 8 KiB', () => {
    const records = Array.from({ length: 4000 }, (_, i) => aRecord(i + 1, randomBytes(600).toString('base64')))
    const lines = printed(records)
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(lineBytes)
    expect(lines.length).toBeLessThanOrEqual(mostLines)
    const { records: back, chunks = [] } = readBack(lines)
    const bytes = Buffer.concat([...chunks]).length
    expect(bytes).toBeLessThanOrEqual(recordBytes)
    expect(bytes).toBeGreaterThan(recordBytes * 0.8)
    expect([back[0]?.n, back.at(-1)?.n]).toEqual([1, 4000])
  })

  test('of an endless output of one letter stays small, and so do its lines', () => {
    const keeper = new RecordKeeper()
    for (let n = 1; n <= 50_000; n += 1) {
      const record = aRecord(n, 'a'.repeat(100))
      keeper.add(record, JSON.stringify(record))
    }
    const lines = printedRecord(keeper.finish())
    expect(lines.length).toBeLessThanOrEqual(mostLines)
    const { records, events } = readBack(lines)
    expect(events).toBe(50_000)
    expect([records[0]?.n, records.at(-1)?.n]).toEqual([1, 50_000])
    expect(records.length).toBeLessThan(20_000)
  })

  test('a long event is shortened and counted; one that is long in another way is told of', () => {
    const long = aRecord(1, randomBytes(30_000).toString('base64'))
    const { records, shortened } = readBack(printed([long, aRecord(2, 'short')]))
    expect(shortened).toBe(1)
    expect(records[0]).toMatchObject({ event: { text: expect.stringMatching(/… \(\d+ more characters\)$/) } })
    expect(records[1]).toEqual(aRecord(2, 'short'))
    const input = Array.from({ length: 20_000 }, (_, i) => i)
    const wide: TranscriptRecord = { n: 1, time: 't', event: { type: 'tool_call', id: '1', name: 'Bash', input } }
    const told = { type: 'text', text: '(a long event of type tool_call is left out here)' }
    expect(readBack(printed([wide])).records).toEqual([{ n: 1, time: 't', event: told }])
  })

  test('without events says that there were none', () => {
    expect(readBack(printed([]))).toEqual({
      chunks: [Buffer.alloc(0)],
      events: 0,
      shortened: 0,
      missing: 0,
      records: [],
    })
    expect(readPrinted(['{"n":1}', 'words'])).toBeUndefined()
  })
})

describe('lines of a record that cannot be trusted', () => {
  const records = Array.from({ length: 300 }, (_, i) => aRecord(i + 1, randomBytes(300).toString('base64')))
  const lines = printed(records)

  test('missing and damaged ones are counted, and take no other events with them', () => {
    fc.assert(
      fc.property(fc.subarray(lines), fc.nat(), fc.nat(), (some, which, at) => {
        fc.pre(some.length > 1)
        const damaged = some.map((line, i) => {
          if (i !== which % some.length) return line
          // Past the header of gzip, in which some bytes mean nothing.
          const place = 90 + (at % (line.length - 100))
          return `${line.slice(0, place)}${line[place] === 'A' ? 'B' : 'A'}${line.slice(place + 1)}`
        })
        const read = readBack(damaged)
        expect(read.missing).toBe(lines.length - some.length + 1)
        expect(read.records).toEqual(read.records.map(({ n }) => records[n - 1]))
      }),
      { numRuns: 30 },
    )
  })

  test.for([
    ['cut short', line({}).slice(0, 30)],
    ['another number of lines than there may be', line({ of: 1e9 })],
    ['a number after the last', line({ record: 2 })],
    ['no number', line({ events: -1 })],
    ['no base64', line({ data: '%%%' })],
    ['a list', '{"record":[]}'],
  ])('%s: no record', ([, text]) => {
    expect(readPrinted([text ?? ''])).toBeUndefined()
  })

  test.for([
    ['a bomb', data(' '.repeat(4_000_000))],
    ['no gzip', Buffer.from('words').toString('base64')],
    ['no events', data('{"n":1}\n')],
    ['an event that does not end', data(event(1).trimEnd())],
    ['an event after the last', data(event(10))],
    ['events that go back', data(`${event(3)}${event(2)}`)],
  ])('%s: a line that is missing', ([, text]) => {
    expect(readPrinted([line({ data: text })])).toMatchObject({ chunks: [], missing: 1 })
  })

  test('a line that comes twice counts once', () => {
    expect(readBack([...lines, ...lines])).toEqual(readBack(lines))
  })
})
