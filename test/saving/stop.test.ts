import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readNumber, readStopWord } from '../../src/saving/stop.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stop-'))
  // As the kubelet lays out a downwardAPI volume.
  mkdirSync(join(folder, '..2026'))
  symlinkSync('..2026', join(folder, '..data'))
  symlinkSync('..data/stop', join(folder, 'stop'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test.each([
  ['', undefined],
  ['terminated', 'terminated'],
  ['deadline\n', 'deadline'],
  ['another word', 'terminated'],
])('the stop word %j', (text, word) => {
  writeFileSync(join(folder, '..2026', 'stop'), text)
  expect(readStopWord(join(folder, 'stop'))).toBe(word)
})

test.each([
  ['', undefined],
  ['12', 12],
  ['1795425370\n', 1795425370],
  ['1.5', undefined],
  ['soon', undefined],
])('the number %j', (text, number) => {
  writeFileSync(join(folder, '..2026', 'stop'), text)
  expect(readNumber(join(folder, 'stop'))).toBe(number)
})

test('a file that is not there yet says nothing', () => {
  expect(readStopWord(join(folder, 'nowhere'))).toBeUndefined()
})
