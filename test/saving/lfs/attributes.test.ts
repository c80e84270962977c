import { expect, test } from 'vitest'
import { fileLine, filterLines } from '../../../src/saving/lfs/attributes.ts'

test.each([
  ['', '*.bin filter=lfs diff=lfs merge=lfs -text', ['*.bin filter=gastown-lfs']],
  ['', '  *.bin\tfilter=lfs\r\n', ['*.bin filter=gastown-lfs']],
  ['', '# *.bin filter=lfs\n\n*.txt text\n', []],
  ['', '*.bin filter=lfs\nsmall.bin -filter\nother.bin !filter\n*.x filter=own', undefined],
  ['a/', '*.bin filter=lfs', ['"/a/**/*.bin" filter=gastown-lfs']],
  ['a/', '/top.bin filter=lfs', ['"/a/top.bin" filter=gastown-lfs']],
  ['a/', 'deep/*.bin filter=lfs', ['"/a/deep/*.bin" filter=gastown-lfs']],
  ['a [1]/', '*.bin filter=lfs', [String.raw`"/a \\[1]/**/*.bin" filter=gastown-lfs`]],
  ['', '[attr]large filter=lfs\n"a b" filter=lfs\n!x filter=lfs', []],
])('in %j, %j', (folder, text, expected) => {
  const usual = ['*.bin filter=gastown-lfs', 'small.bin -filter', 'other.bin !filter', '*.x filter=own']
  expect(filterLines(new Map([[folder, text]]))).toEqual(expected ?? usual)
})

test('deeper folders have the last word', () => {
  const attributes = new Map([
    ['a/b/', '*.bin filter=lfs'],
    ['a/', '*.bin -filter'],
    ['', '*.bin filter=lfs'],
  ])
  expect(filterLines(attributes)).toEqual([
    '*.bin filter=gastown-lfs',
    '"/a/**/*.bin" -filter',
    '"/a/b/**/*.bin" filter=gastown-lfs',
  ])
})

test.each([
  ['plain.bin', '"/plain.bin" filter=gastown-lfs'],
  ['a b/#c', '"/a b/#c" filter=gastown-lfs'],
  ['a"b\\c*?[', String.raw`"/a\"b\\\\c\\*\\?\\[" filter=gastown-lfs`],
  ['line\nend', String.raw`"/line\012end" filter=gastown-lfs`],
])('the line for %j', (path, expected) => {
  expect(fileLine(path)).toBe(expected)
})
