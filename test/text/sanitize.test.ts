import { describe, expect, test } from 'vitest'
import { maskUnprintable, sanitizeForTerminal, sanitizeLine, sanitizeMessage } from '../../src/text/sanitize.ts'

test.each([
  ['plain text', 'plain text'],
  ['  two\n\tlines\r\n', 'two lines'],
  ['\u001b[31mred\u001b[0m', '[31mred[0m'],
  ['a\u0000b\u007fc\u009bd', 'abcd'],
  ['user\u202Etxt.exe', 'usertxt.exe'],
  ['zero\u200bwidth\ufeff', 'zerowidth'],
  ['größe → 日本 🙂', 'größe → 日本 🙂'],
])('%j becomes %j', (text, shown) => {
  expect(sanitizeLine(text)).toBe(shown)
})

test('cuts by characters', () => {
  expect(sanitizeLine('🙂'.repeat(10), 4)).toBe('🙂🙂🙂…')
  expect(sanitizeLine('four', 4)).toBe('four')
})

describe('for a terminal', () => {
  test.each([
    ['plain\ttext', 'plain\ttext'],
    ['\u001B[31mred\u001B[0m', 'red'],
    ['\u001B[2J\u001B]0;t\u0007', '␛[2J␛]0;t␇'],
    ['a\rb', 'a␍b'],
    ['\u009B2J\u007F', '\uFFFD2J␡'],
    ['\u202Eevil\u2066', '\uFFFDevil\uFFFD'],
    ['中文 🚀', '中文 🚀'],
  ])('%j', (given, shown) => expect(sanitizeForTerminal(given)).toBe(shown))

  test('several lines', () => expect(sanitizeForTerminal('a\r\nb\u0007\nc', { multiline: true })).toBe('a\nb␇\nc'))
})

test('masks what cannot be shown', () => {
  expect(maskUnprintable('größe\u001b\n\u009b', 100)).toBe('größe???')
  expect(maskUnprintable('abc', 2)).toBe('ab')
})

test('messages: control characters become one space, and a whole one fits into a condition', () => {
  expect(sanitizeMessage('\u001b two\r\nlines\u202e')).toBe('two lines')
  expect(sanitizeMessage('a'.repeat(10_000))).toHaveLength(8192)
})
