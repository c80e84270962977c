import { lstatSync } from 'node:fs'
import { expect, test } from 'vitest'
import { StatCache } from '../../../src/saving/scan/stat-cache.ts'

test('what is remembered is counted, with the folders below', () => {
  const facts = lstatSync('.')
  const seen = new StatCache()
  expect(seen.count).toBe(0)
  for (const folder of [seen, seen.folder('a'), seen.folder('a').folder('b')])
    for (const name of ['x', 'y']) folder.remember(name, facts, { mode: '100644', sha: '' }, Infinity)
  expect(seen.count).toBe(8)
  seen.keepOnly([{ name: 'x' }])
  expect(seen.count).toBe(1)
})
