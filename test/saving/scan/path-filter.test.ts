/** Which names of a folder are scanned, however many there are. */
import type { Dirent } from 'node:fs'
import { expect, test } from 'vitest'
import type { Folder } from '../../../src/saving/scan/folder.ts'
import type { ScanOptions } from '../../../src/saving/scan/scan-options.ts'
import { Report } from '../../../src/saving/scan/report.ts'
import { StatCache } from '../../../src/saving/scan/stat-cache.ts'
import { PathFilter } from '../../../src/saving/scan/path-filter.ts'

/** The same answer for every name. */
const all = (answer: boolean) => ({ hidden: (asked: readonly unknown[]) => Promise.resolve(asked.map(() => answer)) })

test('a folder may hold more hidden files than a function takes arguments', async () => {
  const list = Array.from({ length: 200_000 }, (_, index) => ({ name: `${index}`, isDirectory: () => false }) as Dirent)
  const options = { tracked: new Map(), rules: all(false), agentRules: all(true) } as unknown as ScanOptions
  const filter = new PathFilter(options, new Report())
  expect(await filter.keep({} as Folder, '', { list, cache: new StatCache(), since: 1 })).toEqual([])
  expect(filter.hidden.length).toBe(200_000)
})
