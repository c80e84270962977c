import { expect, test } from 'vitest'
import { printable } from '../../src/text/printable.ts'

test.each([
  ['plain text', 'plain text'],
  ['  two\n\tlines\r\n', 'two lines'],
  ['\u001b[31mred\u001b[0m', '[31mred[0m'],
  ['a\u0000b\u007fc\u009bd', 'abcd'],
  ['user\u202Etxt.exe', 'usertxt.exe'],
  ['zero\u200bwidth\ufeff', 'zerowidth'],
  ['größe → 日本 🙂', 'größe → 日本 🙂'],
])('%j becomes %j', (text, shown) => {
  expect(printable(text)).toBe(shown)
})

test('cuts by characters', () => {
  expect(printable('🙂'.repeat(10), 4)).toBe('🙂🙂🙂…')
  expect(printable('four', 4)).toBe('four')
})
