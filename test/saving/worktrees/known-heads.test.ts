import { expect, test } from 'vitest'
import type { TrackedAt } from '../../../src/saving/scan/tracked.ts'
import { KnownHeads } from '../../../src/saving/worktrees/known-heads.ts'

const entry = { mode: '100644', sha: '1'.repeat(40) }

function withFiles(commit: string, count: number): TrackedAt {
  const entries = new Map(Array.from({ length: count }, (_, index) => [`${commit}/${index}`, entry]))
  return { commit, tree: commit, entries }
}

const main = withFiles('main', 100)

/** Which commits each of two looks lists. */
async function listedFor(commits: readonly string[], count: number): Promise<string[][]> {
  let listed: string[] = []
  const list = (commit: string): Promise<TrackedAt> => {
    listed.push(commit)
    return Promise.resolve(withFiles(commit, count))
  }
  const heads = new KnownHeads(list, 25)
  const looks: string[][] = []
  for (let look = 0; look < 2; look += 1) {
    heads.begin(main)
    for (const commit of commits) expect((await heads.at(commit)).commit).toBe(commit)
    looks.push(listed)
    listed = []
  }
  return looks
}

test('worktrees on the same commit share a list, from one look to the next', async () => {
  expect(await listedFor(['main', 'a', 'a', 'b', 'b'], 10)).toEqual([['a', 'b'], []])
})

test('no more entries are kept than may be: what is beyond is listed again', async () => {
  expect(await listedFor(['a', 'b', 'c', 'c', 'd'], 10)).toEqual([
    ['a', 'b', 'c', 'c', 'd'],
    ['c', 'c', 'd'],
  ])
})

test('one commit that is too big alone is shared all the same', async () => {
  expect(await listedFor(['a', 'a', 'b'], 30)).toEqual([['a', 'b'], ['b']])
})
