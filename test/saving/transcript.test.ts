import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { agents } from '../../src/agents/table.ts'
import { parseRecord, type TranscriptRecord } from '../../src/agents/events.ts'
import { Segments } from '../../src/saving/transcript-segments.ts'
import { RawOutput } from '../../src/saving/transcript-source.ts'
import { Transcript, type TranscriptState } from '../../src/saving/transcript.ts'

class ATranscript implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'gastown-transcript-'))
  readonly raw = join(this.folder, 'raw')
  readonly logged: string[] = []
  transcript: Transcript
  readonly #segmentBytes: number
  #source: RawOutput | undefined

  constructor(segmentBytes = 100) {
    this.#segmentBytes = segmentBytes
    this.transcript = this.open({ lines: 0 })
  }

  open(before: TranscriptState): Transcript {
    this.#source?.[Symbol.dispose]()
    this.#source = new RawOutput(this.raw)
    return new Transcript({
      source: this.#source,
      segments: new Segments(join(this.folder, 'text'), { bytes: this.#segmentBytes, keep: 3 }),
      parser: agents.custom.parser(),
      scrubber: { scrub: (text) => text.replaceAll('SECRET', '***'), cut: (_, at) => at },
      log: (lines) => this.logged.push(...lines.split('\n')),
      keep: () => {},
      before,
    })
  }

  /** Follows until there is no more: one call reads for a moment, in which a busy machine may not get far. */
  async follow(): Promise<void> {
    while (await this.transcript.follow()) continue
  }

  get records(): TranscriptRecord[] {
    return this.logged.map((line) => parseRecord(line)).filter((record) => record !== undefined)
  }

  get texts(): unknown[] {
    return this.records.map(({ event }) => (event.type === 'text' ? event.text : event))
  }

  /** What is left of the text, over all segments. */
  get text(): string {
    const folder = join(this.folder, 'text')
    const numbers = readdirSync(folder)
      .map(Number)
      .toSorted((a, b) => a - b)
    return numbers.map((number) => readFileSync(join(folder, String(number)), 'utf8')).join('')
  }

  [Symbol.dispose](): void {
    this.#source?.[Symbol.dispose]()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

test('lines become numbered events and text, without secrets', async () => {
  using it = new ATranscript()
  await it.follow()
  appendFileSync(it.raw, 'one\nthe SECRET is\n{"type":"end","ok":true,"turns":2}\n{"type":"usage","inputTokens":3}\nha')
  await it.follow()
  appendFileSync(it.raw, 'lf')
  await it.transcript.drain()
  expect(it.records.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5])
  expect(it.texts.filter((text) => typeof text === 'string')).toEqual(['one', 'the *** is', 'half'])
  expect(it.transcript.end).toEqual({ ok: true, turns: 2 })
  expect(it.transcript.usage).toEqual({ inputTokens: 3, costBasis: 'unknown', turns: 2 })
  expect(it.text).toContain('one\nthe *** is\n')
  expect(it.transcript.state).toMatchObject({
    lines: 5,
    firstOutput: it.records[0]?.time,
    lastOutput: it.records[4]?.time,
  })
})

test('bytes that are no text, and letters cut in two, come out readable', async () => {
  using it = new ATranscript()
  const crab = Buffer.from('🦀\n')
  writeFileSync(it.raw, Buffer.concat([Buffer.from([0xff, 0, 10]), crab.subarray(0, 2)]))
  await it.follow()
  appendFileSync(it.raw, crab.subarray(2))
  await it.transcript.drain()
  expect(it.texts).toEqual(['\u{FFFD}\u{FFFD}', '🦀'])
})

test('a line without end comes in pieces of whole letters', async () => {
  using it = new ATranscript(1_000_000)
  const long = '🦀'.repeat(700_000)
  writeFileSync(it.raw, `x${long}\nafter\n`)
  await it.follow()
  const [last, ...pieces] = it.texts.toReversed()
  expect(last).toBe('after')
  expect(pieces.toReversed().join('') === `x${long}`).toBe(true)
  expect(pieces.length).toBe(3)
})

test('after a restart nothing is told or written twice', async () => {
  using it = new ATranscript()
  const lines = Array.from({ length: 30 }, (_, i) => `line ${i}`)
  writeFileSync(it.raw, `${lines.slice(0, 20).join('\n')}\n`)
  await it.transcript.drain()
  const before = it.text
  it.transcript = it.open(it.transcript.state)
  await it.follow()
  expect(it.text).toBe(before)
  appendFileSync(it.raw, `${lines.slice(20).join('\n')}\n`)
  await it.transcript.drain()
  expect(it.texts).toEqual(lines)
  expect(it.records.map(({ n }) => n)).toEqual(lines.map((_, i) => i + 1))
  const whole = `${lines.join('\n')}\n`
  expect(whole.endsWith(it.text)).toBe(true)
  expect(it.text.length).toBeGreaterThan(150)
})

test('an output that is cut or replaced does not stop it', async () => {
  using it = new ATranscript()
  writeFileSync(it.raw, 'one\ntwo\n')
  await it.follow()
  truncateSync(it.raw, 0)
  appendFileSync(it.raw, 'new\n')
  await it.follow()
  renameSync(it.raw, `${it.raw}.old`)
  writeFileSync(it.raw, 'not the output\n')
  appendFileSync(`${it.raw}.old`, 'still\n')
  await it.transcript.drain()
  expect(it.texts).toEqual(['one', 'two', 'new', 'still'])
})

test('a hole of terabytes is told of and not read, and what is printed after it is there', async () => {
  using one = new ATranscript(1 << 20)
  writeFileSync(one.raw, 'before\n')
  truncateSync(one.raw, 3 * 1024 ** 4)
  appendFileSync(one.raw, 'after\n')
  while (await one.transcript.follow());
  await one.transcript.drain()
  const said = one.texts.filter((text) => text !== '')
  expect(said.at(0)).toBe('before')
  expect(said).toContain('(a long run of NUL bytes is left out here)')
  expect(String(said.at(-1))).toMatch(/after$/)
  expect(one.text.length).toBeLessThan(2_000_000)
})
