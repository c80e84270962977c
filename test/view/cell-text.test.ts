import { expect, test } from 'vitest'
import { cells } from '../../src/terminal.ts'
import { column, flat, untabbed, wrapped } from '../../src/view/cell-text.ts'

test.each([
  ['a\tb\r\nc', 'a b c'],
  [' 中文\u3000x ', '中文 x'],
  ['\u001B[31mred\u001B[0m\u0007', 'red␇'],
  ['\u001B]0;title\u0007', '␛]0;title␇'],
  // A heart with its variation selector, a family joined: what terminals do not agree on goes.
  ['❤\uFE0F 👩\u200D👧', '❤ 👩👧'],
  ['a\u202Eb', 'a\uFFFDb'],
])('flat %j', (text, expected) => {
  expect(flat(text)).toBe(expected)
})

test.each([
  ['a\tb', 'a       b'],
  ['中文文文\tb', '中文文文        b'],
  ['\t\tx', '                x'],
])('tabs of %j go as far as a terminal would', (text, expected) => {
  expect(untabbed(text)).toBe(expected)
})

test.each(['abc', '中文', '🚀🚀🚀', 'é', ''])('a column of %j has its width', (text) => {
  for (const width of [1, 2, 3, 10]) expect(cells(column(text, width))).toBe(width)
})

test.each([
  ['some words here', 10, ['some words', 'here']],
  ['averylongword', 5, ['avery', 'longw', 'ord']],
  ['a averylongword', 6, ['a aver', 'ylongw', 'ord']],
  ['中文中文', 3, ['中', '文', '中', '文']],
  ['', 5, ['']],
  ['12345 7', 5, ['12345', '7']],
])('%j in %i cells', (text, width, lines) => {
  expect(wrapped(text, width)).toEqual(lines)
  for (const line of lines) expect(cells(line)).toBeLessThanOrEqual(width)
})
