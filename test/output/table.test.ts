import { expect, test } from 'vitest'
import { growingTable, tableLines, type Column } from '../../src/output/table.ts'
import { cells } from '../../src/terminal.ts'

interface Row {
  readonly name: string
  readonly words: string
}

const plain: Column<Row>[] = [
  { title: 'NAME', value: ({ name }) => name },
  { title: 'WORDS', value: ({ words }) => words, elastic: true },
]

test('an empty table has its titles only', () => {
  expect(tableLines(plain, [])).toEqual(['NAME   WORDS'])
  expect(tableLines(plain, [], 3)).toEqual(['NAME   WORDS'])
})

test('a cell of nothing is a dash, and no line ends in spaces', () => {
  const lines = tableLines(plain, [
    { name: '', words: '' },
    { name: 'toast', words: 'x' },
  ])
  expect(lines).toEqual(['NAME    WORDS', '-       -', 'toast   x'])
})

test.each([
  ['中文', 'b', '中文   b'],
  ['🚀', 'b', '🚀     b'],
  ['e\u0301', 'b', 'e\u0301      b'],
  ['\u200dab', 'b', '\u200dab     b'],
])('%j takes the cells that a terminal gives it', (name, words, line) => {
  const lines = tableLines(plain, [{ name, words }])
  expect(lines[1]).toBe(line)
  expect(cells(line.slice(0, line.lastIndexOf(words)))).toBe(7)
})

test.each([
  ['\u001b[31mred\u001b[0m', 'red'],
  ['a\u001b[2Jb', 'a␛[2Jb'],
  ['a\nb', 'a␊b'],
  ['a\tb', 'a\tb'],
  ['a\u202eb', 'a\ufffdb'],
  ['\u007f', '␡'],
])('%j cannot drive a terminal', (words, shown) => {
  expect(tableLines(plain, [{ name: 'a', words }])[1]).toBe(`a      ${shown}`)
})

test.each([
  [30, 'toast   a long line of words'],
  [20, 'toast   a long line…'],
  // Down to a third, and no further: then a terminal breaks the line.
  [10, 'toast   a long…'],
  [1, 'toast   a long…'],
])('in %i cells', (width, line) => {
  const lines = tableLines(plain, [{ name: 'toast', words: 'a long line of words' }], width)
  expect(lines[1]).toBe(line)
})

test('wide characters are not cut in two', () => {
  const lines = tableLines(plain, [{ name: 'a', words: '中文中文中文' }], 14)
  expect(lines[1]).toBe('a      中文中…')
  expect(cells(lines[1] ?? '')).toBeLessThanOrEqual(14)
})

test('paint does not move the columns', () => {
  const painted: Column<Row>[] = [
    { title: 'NAME', value: ({ name }) => name, paint: (_row, text) => `\u001b[31m${text}\u001b[39m` },
    { title: 'WORDS', value: ({ words }) => words },
  ]
  const lines = tableLines(painted, [{ name: 'ab', words: 'x' }])
  expect(lines).toEqual(['NAME   WORDS', '\u001b[31mab\u001b[39m     x'])
})

test('a growing table keeps the room that it once gave, and reserves what is known', () => {
  const columns: Column<Row>[] = [{ title: 'NAME', value: ({ name }) => name, longest: 6 }, ...plain.slice(1)]
  const table = growingTable(columns, [])
  expect(table.titles()).toBe('NAME     WORDS')
  expect(table.line({ name: 'a', words: 'x' })).toBe('a        x')
  expect(table.line({ name: 'somebody', words: 'x' })).toBe('somebody   x')
  expect(table.line({ name: 'a', words: 'x' })).toBe('a          x')
})

test('a growing table stays in its width', () => {
  const table = growingTable(plain, [{ name: 'a', words: 'first words of all' }], 16)
  expect(table.line({ name: 'a', words: 'first words of all' })).toBe('a      first wo…')
  expect(table.line({ name: 'longer', words: 'x' })).toBe('longer   x')
})
