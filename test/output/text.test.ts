import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { GastownError, invalid } from '../../src/errors.ts'
import { preciseSpan, showTime, span } from '../../src/output/age.ts'
import { errorText } from '../../src/output/error-text.ts'
import { jsonLine, objectsText, valueText } from '../../src/output/objects.ts'
import { tableLines } from '../../src/output/table.ts'
import { cells, fit, terminalOf } from '../../src/terminal.ts'

test.each([
  [0, '0s', '0s'],
  [59.9, '59s', '59s'],
  [60, '1m', '1m00s'],
  [3599, '59m', '59m59s'],
  [3723, '1h', '1h02m03s'],
  [200_000, '2d', '55h33m20s'],
  [-5, '0s', '0s'],
])('%d seconds', (seconds, short, precise) => {
  expect([span(seconds), preciseSpan(seconds)]).toEqual([short, precise])
})

test('times', () => {
  const now = Date.parse('2026-03-01T12:00:00Z')
  expect(showTime('2026-03-01T11:57:00Z', { relative: true, now })).toBe('3m ago')
  expect(showTime('2026-03-01T12:57:00Z', { relative: true, now })).toBe('in 57m')
  expect(showTime('2026-03-01T11:57:00Z', { relative: false, now })).toBe('2026-03-01T11:57:00Z')
  expect(showTime('2026-03-01T11:57:00.123Z', { relative: false, now })).toBe('2026-03-01T11:57:00Z')
  expect(showTime(undefined, { relative: true, now })).toBe('')
  expect(showTime('yesterday', { relative: true, now })).toBe('yesterday')
})

test('cells and cutting', () => {
  expect([cells('\u2329'), cells('\u{1B000}'), cells('\u{1F202}'), cells('\uFE10')]).toEqual([2, 2, 2, 2])
  expect([cells('abc'), cells('中文'), cells('🚀'), cells('e\u0301')]).toEqual([3, 4, 2, 1])
  expect([fit('abcdef', 4), fit('中文字', 4), fit('abc', 3)]).toEqual(['abc…', '中…', 'abc'])
})

describe('colour', () => {
  test.each([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [false, { FORCE_COLOR: '1' }, true],
    [true, { FORCE_COLOR: '0' }, false],
    [false, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
    [true, { TERM: 'dumb' }, false],
  ])('terminal %j with %j: %j', (isTTY, env, colour) => {
    expect(terminalOf({ isTTY, write: () => true }, env).colour).toBe(colour)
    expect(terminalOf({ isTTY, write: () => true }, env, false).colour).toBe(false)
  })
})

test('a table is cut at its elastic columns, the last one first', () => {
  const columns = [
    { title: 'A', value: (row: string[]) => row[0] ?? '' },
    { title: 'B', value: (row: string[]) => row[1] ?? '', elastic: true },
    { title: 'C', value: (row: string[]) => row[2] ?? '', elastic: true },
  ]
  const rows = [
    ['fixed', 'b'.repeat(12), 'c'.repeat(12)],
    ['x', '', 'y'],
  ]
  expect(tableLines(columns, rows)).toEqual([
    'A       B              C',
    `fixed   ${'b'.repeat(12)}   ${'c'.repeat(12)}`,
    'x       -              y',
  ])
  expect(tableLines(columns, rows, 28)).toEqual([
    'A       B              C',
    `fixed   ${'b'.repeat(12)}   cccc…`,
    'x       -              y',
  ])
  for (const line of tableLines(columns, rows, 20)) expect(cells(line)).toBeLessThanOrEqual(20)
})

test('objects: control characters that JSON leaves are escaped', async () => {
  const object = { kind: 'X', metadata: { name: 'a\u009B2Jb\u001B' } }
  const json = await objectsText([object], 'json')
  expect(json).not.toMatch(/[\u007F-\u009F]/)
  expect(JSON.parse(json)).toEqual(object)
  expect(await objectsText([object], 'yaml')).not.toMatch(/[\u007F-\u009F]/)
})

test('whatever nobody would see is written out in JSON and YAML, and nothing is lost', async () => {
  const codes = [
    0x7f, 0x9b, 0xad, 0x61c, 0x200b, 0x200f, 0x2028, 0x2029, 0x202e, 0x2060, 0x2066, 0x2069, 0xfeff, 0xe0041,
  ]
  const text = fc
    .array(fc.oneof(fc.constantFrom(...codes.map((code) => String.fromCodePoint(code))), fc.string()))
    .map((parts) => parts.join(''))
  const value = fc.oneof(text, fc.dictionary(text, text, { maxKeys: 3 }), fc.array(text, { maxLength: 3 }))
  await fc.assert(
    fc.asyncProperty(value, async (value) => {
      const [json, line, yaml] = [await valueText(value, 'json'), jsonLine(value), await valueText(value, 'yaml')]
      for (const shown of [json, line, yaml])
        for (const code of codes) expect(shown).not.toContain(String.fromCodePoint(code))
      expect([JSON.parse(json), JSON.parse(line), parse(yaml)]).toEqual([value, value, value])
    }),
  )
})

describe('errors', () => {
  const terminal = terminalOf({ write: () => true }, {})

  test('message, problems, hints', () => {
    const error = invalid('it is wrong', [{ field: '--a', message: 'expected b\u0007' }], ['Try c.'])
    expect(errorText(error, terminal)).toBe('Error: it is wrong\n  --a: expected b␇\n→ Try c.\n')
  })

  test('an interruption is no error', () => {
    const error = new GastownError('interrupted', 'stopped watching')
    expect(errorText(error, terminal)).toBe('Stopped watching\n')
  })

  test('causes and a stack only when asked', () => {
    const error = new GastownError('bug', 'oops', { cause: new Error('deep') })
    expect(errorText(error, terminal)).toBe(
      'Error: oops\nThis is a bug in gastown; run the command again with -v to see where.\n',
    )
    expect(errorText(error, terminal, { verbose: true })).toMatch(/caused by: deep\nError: deep\n\s+at /)
    const known = new GastownError('unreachable', 'no answer', { cause: new Error('deep') })
    expect(errorText(known, terminal, { verbose: true })).toBe('Error: no answer\n  caused by: deep\n')
  })
})
