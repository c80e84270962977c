import { expect, test } from 'vitest'
import { isSuperseded, rescueRefsOf } from '../../../src/saving/push/rescue-kinds.ts'

const prefix = 'refs/gastown/fix-1a2b3c4d/1'
const commit = 'a'.repeat(40)
const mark = { [`${prefix}/superseded-${commit.slice(0, 12)}`]: commit }

test.for([
  ['checkpoint', true],
  ['uncommitted', true],
  ['worktree-two', true],
  ['branch', false],
  ['other-aaaaaaaaaaaa', false],
] as const)('a mark of its commit says of %s that it counts no more: %s', ([name, is]) => {
  const ref = `${prefix}/${name}`
  const shown = { ...mark, [ref]: commit }
  expect(isSuperseded(new Map(Object.entries(shown)), ref)).toBe(is)
  expect(rescueRefsOf(shown, prefix)).toEqual(is ? [] : [ref])
})

test('a mark of another commit says nothing', () => {
  const ref = `${prefix}/uncommitted`
  const shown = { ...mark, [ref]: 'b'.repeat(40) }
  expect(rescueRefsOf(shown, prefix)).toEqual([ref])
})
