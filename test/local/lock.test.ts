import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bootId, thisProcess } from '../../src/kubelet/run/process-id.ts'
import { lockHolder, takeLock } from '../../src/local/lock.ts'

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gastown-lock-'))
  file = join(folder, 'lock')
})
afterEach(() => rmSync(folder, { recursive: true }))

test('is held once, and free after its release', () => {
  const lock = takeLock(file)
  expect(lock).toMatchObject({ taken: true, replaced: undefined })
  expect(takeLock(file)).toEqual({ taken: false, holder: thisProcess() })
  expect(lockHolder(file)).toEqual(thisProcess())
  if (lock.taken) lock.unlock()
  expect(lockHolder(file)).toBeUndefined()
  expect(takeLock(file)).toMatchObject({ taken: true })
})

test.each([
  ['a process that is gone', () => `4194304 1 ${bootId()}\n`],
  ['a pid that another process has now', () => `${process.pid} 1 ${bootId()}\n`],
  ['an earlier boot', () => `${process.pid} ${thisProcess().start} 00000000-0000-0000-0000-000000000000\n`],
  ['nobody, after a power cut', () => ''],
])('the lock of %s is replaced', (_what, text) => {
  writeFileSync(file, text())
  expect(lockHolder(file)).toBeUndefined()
  expect(takeLock(file)).toMatchObject({ taken: true, replaced: expect.anything() })
  expect(readFileSync(file, 'utf8')).toContain(`${process.pid} `)
})
