/** Submodules that stand in other worktrees of the repository are what they are in the checkout. */
import { expect, test } from 'vitest'
import { git } from '../../support/attempt-folder.ts'
import { inFull, moreInFull } from '../../support/full.ts'
import { Attempt } from './an-attempt.ts'
import { withModules } from './with-modules.ts'
import type { ACheckout } from '../snapshot/a-checkout.ts'

const init = 'git -c protocol.file.allow=always submodule -q update --init --recursive'

/** What differs from HEAD in the other worktrees. */
async function differences(checkout: ACheckout): Promise<string[]> {
  const { worktrees = [], leftOut, notes } = await checkout.take(true)
  expect([leftOut, notes]).toEqual([[], []])
  return worktrees.map(({ commit }) =>
    git(checkout.handoff, 'diff-tree', '-r', '--no-commit-id', '--name-status', commit),
  )
}

const places = ['../wt', 'wt']

test.each(inFull(places, places.slice(0, 1)))(
  `at %s: one that is untouched, or laid out in part, is no work${moreInFull}`,
  async (place) => {
    await using checkout = await withModules()
    checkout.agent(`git worktree add -q ${place} -b wt; cd ${place}; ${init}`)
    expect(await differences(checkout)).toEqual([])
    checkout.agent(
      `cd ${place}/lib; git update-index --skip-worktree z; rm z; cd deep; git sparse-checkout set --cone src`,
    )
    expect(await differences(checkout)).toEqual([])
    checkout.agent(`cd ${place}/lib; rm a`)
    const [saved] = await differences(checkout)
    expect(saved?.split('\n')).toEqual(expect.arrayContaining(['D\tlib', 'A\tlib/z', 'A\tlib/docs/d']))
    expect(saved).not.toContain('lib/a\n')
  },
)

test('a commit in one is saved, and the worktree names it', async () => {
  await using attempt = await Attempt.of()
  attempt.agent(`git worktree add -q ../wt -b wt; cd ../wt; ${init}; cd lib; echo more >>code; git commit -qam more`)
  const commit = git(`${attempt.checkout}/../wt/lib`, 'rev-parse', 'HEAD')
  const { state, leftOut } = await attempt.end()
  expect([state, leftOut]).toEqual(['rescued', undefined])
  expect(attempt.submodules()).toEqual([commit])
  const [worktree = ''] = Object.keys(attempt.remoteRefs()).filter((ref) => ref.includes('/worktree-'))
  expect(git(attempt.remote, 'rev-parse', `${worktree}:lib`)).toBe(commit)
})
