import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { smallBlobs } from '../../../src/saving/lfs/blobs.ts'
import { ACheckout } from '../snapshot/a-checkout.ts'

test('blobs that come to more than git may print at once are read, but for those that are too long', async () => {
  await using checkout = await ACheckout.of({})
  const texts = Array.from({ length: 70 }, (_, index) => `${index} `.padEnd(1024 * 1024))
  const input = [...texts, `${' '.repeat(1024 * 1024)}.`, '']
    .map((text) => `blob\ndata ${text.length}\n${text}\n`)
    .join('')
  execFileSync('git', ['fast-import', '--quiet'], { cwd: checkout.checkout, input })
  const names = checkout.git('cat-file', '--batch-all-objects', '--batch-check=%(objectname)').split('\n')
  const objects = { gitDir: `${checkout.checkout}/.git`, env: { PATH: process.env['PATH'] ?? '' } }
  const found: string[] = []
  for await (const [, text] of smallBlobs(objects, names, 1024 * 1024)) found.push(text.toString())
  expect(found).toEqual(expect.arrayContaining([...texts, '']))
  expect(found.some((text) => text.endsWith('.'))).toBe(false)
})
