import { lstatSync } from 'node:fs'
import { expect, test } from 'vitest'
import { StatCache } from '../../../src/saving/scan/stat-cache.ts'

test('what is remembered is counted, with the folders below', () => {
  const facts = lstatSync('.')
  const cache = new StatCache()
  expect(cache.count).toBe(0)
  for (const folder of [cache, cache.folder('a'), cache.folder('a').folder('b')])
    for (const name of ['x', 'y']) folder.remember(name, facts, { mode: '100644', sha: '' }, Infinity)
  expect(cache.count).toBe(8)
  cache.keepOnly([{ name: 'x' }])
  expect(cache.count).toBe(1)
})
