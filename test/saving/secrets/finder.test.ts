import { randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { inFull, matrices } from '../../support/full.ts'
import { SecretFinder } from '../../../src/saving/secrets/finder.ts'
import type { Scan } from '../../../src/saving/secrets/scan.ts'

const secret = fc.oneof(
  fc.string({ minLength: 8, maxLength: 120 }).filter(isTrimmed),
  fc.string({ unit: fc.constantFrom(...'ABCDEFabcdef0123456789-_'), minLength: 8, maxLength: 120 }),
  fc.string({ unit: 'grapheme', minLength: 8, maxLength: 60 }).filter(isTrimmed),
)

/** Some letters have the byte of an escape sequence in UTF-16. */
function hasEscape(value: string): boolean {
  return Buffer.from(value, 'utf16le').includes(0x1b)
}

/** White space around a value is not part of it. */
function isTrimmed(value: string): boolean {
  return value.trim() === value
}

/** Ways in which a program prints a value. */
const encodings: Record<string, (value: string, before: number) => Buffer> = {
  plain: (value) => Buffer.from(value),
  json: (value) => Buffer.from(JSON.stringify({ value })),
  base64: (value, before) =>
    Buffer.from(Buffer.concat([randomBytes(before), Buffer.from(value), randomBytes(2)]).toString('base64')),
  base64url: (value, before) =>
    Buffer.from(Buffer.concat([randomBytes(before), Buffer.from(value)]).toString('base64url')),
  url: (value) => Buffer.from(encodeURIComponent(value.toWellFormed())),
  form: (value) => Buffer.from(new URLSearchParams({ value: value.toWellFormed() }).toString()),
  hex: (value) => Buffer.from(Buffer.from(value).toString('hex')),
  HEX: (value) => Buffer.from(Buffer.from(value).toString('hex').toUpperCase()),
  utf16: (value) => Buffer.from(value, 'utf16le'),
}

/** What a program puts between letters. */
const between: Record<string, (bytes: Buffer) => Buffer> = {
  nothing: (bytes) => bytes,
  lines: (bytes) => Buffer.concat(pieces(bytes, 7).flatMap((piece) => [piece, Buffer.from('\r\n')])),
  colours: (bytes) =>
    Buffer.concat(
      pieces(bytes, 1).flatMap((piece) => [Buffer.from('\u001B[38;5;9m'), piece, Buffer.from('\u001B[0m')]),
    ),
  links: (bytes) =>
    Buffer.concat(pieces(bytes, 5).flatMap((piece) => [piece, Buffer.from('\u001B]8;;http://x\u0007')])),
  charsets: (bytes) => Buffer.concat(pieces(bytes, 3).flatMap((piece) => [piece, Buffer.from('\u001B(B\u001B[m')])),
  json: (bytes) => Buffer.concat(pieces(bytes, 4).flatMap((piece) => [piece, Buffer.from(String.raw`\u001b[1m`)])),
}

function pieces(bytes: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  )
}

/** It holds what begins a sequence, or a line end. */
function isEscaped(value: string): boolean {
  return ['\\', '\u001B', '\n', '\r'].some((letter) => value.includes(letter))
}

const cases = fc.record({
  value: secret,
  encoding: fc.constantFrom(...Object.keys(encodings)),
  way: fc.constantFrom(...Object.keys(between)),
  before: fc.nat(2),
  // Beyond the slices that are looked at in one go, too.
  at: fc.oneof({ weight: 4, arbitrary: fc.nat(50) }, fc.integer({ min: 262_000, max: 262_300 })),
  after: fc.nat(50),
})

test(
  'a value is found however it is written and whatever stands between its letters, and not when it is taken out',
  { timeout: 600_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ value, encoding, way, before, at, after }) => {
        // What a program escapes by itself is not the value with something between.
        fc.pre(way === 'nothing' || !isEscaped(value) || !['plain', 'utf16', 'json'].includes(encoding))
        // Nothing stands between the halves of a letter.
        fc.pre(way === 'nothing' || encoding !== 'utf16' || !hasEscape(value))
        const finder = new SecretFinder([{ name: 'KEY', value }])
        const written = (between[way] ?? ((bytes) => bytes))(encodings[encoding]?.(value, before) ?? Buffer.alloc(0))
        const text = Buffer.concat([Buffer.alloc(at, '.'), written, Buffer.alloc(after, '.')])
        expect(await finder.in(text)).toMatchObject({ name: 'KEY' })
        const clean = finder.redact(text)
        expect(await finder.in(clean)).toBeUndefined()
        expect(clean.subarray(0, at).equals(text.subarray(0, at))).toBe(true)
      }),
      { numRuns: matrices ? 20_000 : inFull(2000, 100) },
    )
  },
)

/** Texts as a terminal shows them: wrapped, and with colours. */
const shown: Record<string, (value: string) => string> = {
  plain: (value) => value,
  wrapped: (value) => [...value].join('\r\n'),
  coloured: (value) => [...value].map((letter) => `\u001B[1m${letter}\u001B[0m`).join(''),
  json: (value) => JSON.stringify({ value }),
  base64: (value) => Buffer.from(value).toString('base64'),
}

const wide = fc.record({
  // Letters of which one half is an escape, or the end of a line.
  value: fc.string({
    unit: fc.constantFrom(...'abc\u{1B00}\u{1BFF}\u011B\u0A1B\u010D\u0A0A\u5B1B'),
    minLength: 8,
    maxLength: 40,
  }),
  way: fc.constantFrom(...Object.keys(shown)),
  isBig: fc.boolean(),
  isMarked: fc.boolean(),
  sizes: fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1 }),
})

test('in a text in UTF-16 too, whatever the halves of letters are', () => {
  fc.assert(
    fc.property(wide, ({ value, way, isBig, isMarked, sizes }) => {
      const before = `${isMarked ? '\uFEFF' : ''}${'some text before it '.repeat(30)}`
      const little = Buffer.from(`${before}${(shown[way] ?? String)(value)} after`, 'utf16le')
      const scan = new SecretFinder([{ name: 'KEY', value }]).scan()
      expect(foundInPieces(scan, isBig ? little.swap16() : little, sizes)).toBe(true)
    }),
    { numRuns: matrices ? 20_000 : inFull(2000, 100) },
  )
})

function foundInPieces(scan: Scan, bytes: Buffer, sizes: readonly number[]): boolean {
  let found = false
  for (let from = 0, turn = 0; from < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1
    found = scan.add(bytes.subarray(from, from + size)) !== undefined || found
    from += size
  }
  return found || scan.end() !== undefined
}

test('where no value is secret any more, nothing is found', async () => {
  const finder = new SecretFinder([{ name: 'KEY', value: 'known-to-all' }], async () => false)
  expect(await finder.in(Buffer.from('known-to-all'))).toBeUndefined()
  expect(finder.scan().add(Buffer.from('known-to-all'))).toBeUndefined()
})

test('random bytes hold none', async () => {
  const finder = new SecretFinder(
    Array.from({ length: 20 }, (_, index) => ({
      name: `KEY${index}`,
      value: randomBytes(6 + index).toString('base64url'),
    })),
  )
  expect(await finder.in(randomBytes(8 * 1024 * 1024))).toBeUndefined()
})

test('pieces of any size', () => {
  fc.assert(
    fc.property(
      secret,
      fc.nat(300),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
      (value, at, sizes) => {
        const scan = new SecretFinder([{ name: 'KEY', value }]).scan()
        const text = Buffer.concat([
          Buffer.alloc(at, '.'),
          (between['colours'] ?? String)(Buffer.from(value)) as Buffer,
        ])
        fc.pre(!isEscaped(value))
        expect(foundInPieces(scan, text, sizes)).toBe(true)
      },
    ),
  )
})

test('a value inside what looks like an escape sequence', async () => {
  const finder = new SecretFinder([{ name: 'KEY', value: 'sk-ant-0123456789' }])
  for (const text of [
    '\u001B]0;sk-ant-0123456789\u0007',
    '\u001B[sk-ant-0123456789',
    String.raw`\esk-ant-0123456789`,
    String.raw`a\nsk-ant-0123456789`,
  ])
    expect(await finder.in(Buffer.from(text)), text).toBeDefined()
})

test('short values are no secrets; one that turns out to be none is not looked for any more', async () => {
  expect(new SecretFinder([{ name: 'PORT', value: '5432' }]).isIdle).toBe(true)
  const asked: string[] = []
  const finder = new SecretFinder(
    [
      { name: 'HOST', value: 'localhost' },
      { name: 'KEY', value: 'not-to-be-known' },
    ],
    async ({ name }) => {
      asked.push(name)
      return name === 'KEY'
    },
  )
  const text = Buffer.from('localhost localhost not-to-be-known')
  expect(await finder.in(text)).toMatchObject({ name: 'KEY' })
  expect(await finder.in(text)).toMatchObject({ name: 'KEY' })
  expect(asked).toEqual(['HOST', 'KEY'])
  expect(finder.redact(text).toString()).toBe('localhost localhost ***')
})
