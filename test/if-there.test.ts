import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ifThere, ifThereAsync, namesIn, readIfThere } from '../src/if-there.ts'

const folder = mkdtempSync(join(tmpdir(), 'if-there-'))
const file = join(folder, 'file')
const missing = join(folder, 'missing')
writeFileSync(file, 'text')

test('what is there is read', async () => {
  expect(readIfThere(file)).toBe('text')
  expect(namesIn(folder)).toEqual(['file'])
  await expect(ifThereAsync(() => readFile(file, 'utf8'))).resolves.toBe('text')
})

test('what is missing is undefined, and a missing folder has no names', async () => {
  expect(readIfThere(missing)).toBeUndefined()
  expect(namesIn(missing)).toEqual([])
  await expect(ifThereAsync(() => readFile(missing))).resolves.toBeUndefined()
})

test('other errors are thrown', async () => {
  expect(() => readIfThere(folder)).toThrow('EISDIR')
  expect(() => namesIn(file)).toThrow('ENOTDIR')
  expect(() => ifThere(() => readFileSync(join(file, 'below')))).toThrow('ENOTDIR')
  await expect(ifThereAsync(() => readFile(folder))).rejects.toThrow('EISDIR')
})
