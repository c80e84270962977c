import { expect, test } from 'vitest'
import { parseHandover } from '../../../src/saving/push/parse-handover.ts'

const sha = 'a'.repeat(40)
const good = { seq: 1, final: false, tip: sha, tipForBranch: true, others: [], leftOut: [], notes: [] }

test.each<readonly [boolean, unknown]>([
  [true, good],
  [true, { ...good, nonce: 'x', uncommitted: sha, others: [sha], leftOut: ['a'], notes: ['b'] }],
  [true, { ...good, series: 'x' }],
  [false, { ...good, series: 1 }],
  [true, { ...good, embedded: [{ place: 'sub', commit: sha }] }],
  [false, { ...good, embedded: [{ commit: sha }] }],
  [false, { ...good, embedded: [{ place: 'sub', commit: 'HEAD' }] }],
  [false, null],
  [false, []],
  [false, 'text'],
  [false, { ...good, seq: 1.5 }],
  [false, { ...good, seq: 0 }],
  [false, { ...good, nonce: 1 }],
  [false, { ...good, final: 'yes' }],
  [false, { ...good, tip: '--all' }],
  [false, { ...good, tip: `${sha}\n` }],
  [false, { ...good, tip: sha.toUpperCase() }],
  [false, { ...good, uncommitted: 'HEAD' }],
  [false, { ...good, others: ['refs/heads/main'] }],
  [false, { ...good, others: sha }],
  [false, { ...good, leftOut: [1] }],
  [false, { ...good, worktrees: [{ name: '../../heads/x', commit: sha }] }],
  [false, { ...good, worktrees: [{ name: 'a'.repeat(12), commit: 'HEAD' }] }],
  [false, { ...good, submodules: ['HEAD'] }],
  [false, { ...good, secrets: [1] }],
  [false, { ...good, kept: [1] }],
  [false, { ...good, tipForBranch: 'yes' }],
  ...Object.keys(good).map((field) => [false, { ...good, [field]: undefined }] as const),
])('%s: %j', (valid, value) => {
  expect(parseHandover(JSON.stringify(value)) !== undefined).toBe(valid)
})

test('half a file is none', () => {
  expect(parseHandover('')).toBeUndefined()
  expect(parseHandover(JSON.stringify(good).slice(0, -1))).toBeUndefined()
})
