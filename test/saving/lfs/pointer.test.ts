import { expect, test } from 'vitest'
import { parsePointer, pointerText } from '../../../src/saving/lfs/pointer.ts'

const oid = '4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393'
const text = `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize 12345\n`

test('a pointer is read as it is written', () => {
  expect(parsePointer(text)).toEqual({ oid, size: 12_345 })
  expect(pointerText({ oid, size: 12_345 })).toBe(text)
  expect(parsePointer(pointerText({ oid, size: 0 }))).toEqual({ oid, size: 0 })
})

test.each([
  ['', 'nothing'],
  ['hello\n', 'a text'],
  [text.slice(0, -1), 'without its last line end'],
  [`${text}more\n`, 'with more'],
  [text.replace('\noid', '\next-0-case sha256:00\noid'), 'with an extension'],
  [text.replaceAll('\n', '\r\n'), 'with other line ends'],
  [text.replace('git-lfs.github.com', 'hawser.github.com'), 'of an old version'],
  [text.replace('sha256', 'sha512'), 'with another hash'],
  [text.replace(oid, oid.toUpperCase()), 'in capitals'],
  [text.replace(oid, '../../../../etc/passwd'), 'with a path'],
  [text.replace('12345', '-1'), 'with a negative size'],
  [text.replace('12345', '012345'), 'with a zero before the size'],
  [text.replace('12345', '9'.repeat(20)), 'with a size that no number holds'],
])('%j is none: %s', (other) => {
  expect(parsePointer(other)).toBeUndefined()
})
