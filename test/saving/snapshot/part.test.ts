import { expect, test } from 'vitest'
import { GitFailure } from '../../../src/git/failure.ts'
import { partOr } from '../../../src/saving/snapshot/part.ts'

const said = (why: string): string => `commits: it ${why}`

const part = async (error?: Error): Promise<string> => {
  if (error !== undefined) throw error
  return 'all'
}

test('a part that fails is said, and costs nothing else', async () => {
  expect(await partOr(() => part(), said)).toBe('all')
  const error = new Error('git rev-list ended with status 143\n')
  expect(await partOr(() => part(error), said)).toBe('commits: it cannot be read (git rev-list ended with status 143)')
})

test('on a full disk the whole fails, and is tried again', async () => {
  for (const error of [
    Object.assign(new Error('write'), { code: 'ENOSPC' }),
    new GitFailure('disk-full', 'there is no room'),
  ])
    await expect(partOr(() => part(error), said)).rejects.toBe(error)
})
