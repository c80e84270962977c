/** What is cached of a worktree is not read again, as far as there is room to keep it. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { openFolder } from '../../../src/saving/scan/folder.ts'
import { usualLimits } from '../../../src/saving/scan/limits.ts'
import type { ScanOptions } from '../../../src/saving/scan/scan-options.ts'
import type { OwnGit } from '../../../src/saving/snapshot/own-git.ts'
import { WorktreeFiles } from '../../../src/saving/worktrees/worktree-files.ts'
import { AttemptFolder } from '../../support/attempt-folder.ts'

test('beyond the room all is read anew the next time', async () => {
  await using attempt = new AttemptFolder()
  const top = join(attempt.folder, 'top')
  mkdirSync(top)
  for (const name of ['a', 'b', 'c']) writeFileSync(join(top, name), name)
  const git = { env: process.env, run: () => Promise.resolve({ status: 1 }) } as unknown as OwnGit
  const settings = { polecat: 'p', attempt: 1, author: { name: 'n', email: 'e' } }
  const ground = { git, settings, agentRules: join(attempt.folder, 'rules'), hiddenLimits: usualLimits }
  const files = new WorktreeFiles(ground, ['top'])
  let blobs = 0
  const write = (type: string): Promise<string> => {
    if (type === 'blob') blobs += 1
    return Promise.resolve('1'.repeat(40))
  }
  const rules = {
    hidden: (asked: readonly unknown[]) => Promise.resolve(asked.map(() => false)),
    stopProcess: () => Promise.resolve(),
  }
  const cloned = { tracked: new Map(), until: undefined, repositories: new Map() }
  const options = { cloned, rules, store: { write }, limits: usualLimits } as unknown as ScanOptions
  const read = async (): Promise<number> => {
    blobs = 0
    using folder = openFolder(top)
    if (folder === undefined) throw new Error('it is gone')
    await files.scan(folder, { commit: '2'.repeat(40), tree: '', entries: new Map() }, options, false)
    return blobs
  }
  expect(await read()).toBe(3)
  // What has just changed is read once more.
  await vi.waitUntil(async () => (await read()) === 0)
  const { cachedFiles } = files.keep({ indexBytes: 0, cachedFiles: 100 })
  expect(cachedFiles).toBeLessThanOrEqual(100 - 3)
  expect(await read()).toBe(0)
  expect(files.keep({ indexBytes: 0, cachedFiles: 2 })).toEqual({ indexBytes: 0, cachedFiles: 2 })
  expect(await read()).toBe(3)
})
