/** Repositories of the agent's own in the repository's other worktrees, wherever these are. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { git } from '../../support/attempt-folder.ts'
import { describeInFull, inFull, moreInFull } from '../../support/full.ts'
import { ACheckout } from '../snapshot/a-checkout.ts'
import { commitIn, subjects } from './another-repository.ts'

const places = [
  ['../two', '../two/sub'],
  ['in', 'in/sub'],
  ['../a/deep/one', '../a/deep/one/sub'],
] as const

test.each(inFull(places, places.slice(0, 1)))(
  `in a worktree at %s, the commits as they are and its files${moreInFull}`,
  async (worktree, place) => {
    await using checkout = await ACheckout.of({})
    checkout.git('worktree', 'add', '-q', worktree, '-b', 's2')
    const sub = join(checkout.checkout, place)
    git(checkout.folder, 'init', '-q', sub)
    const commit = commitIn(sub, 'mine')
    for (const final of [false, true]) {
      const { embedded, worktrees = [], leftOut } = await checkout.take(final)
      expect({ embedded, leftOut }).toEqual({ embedded: [{ place, commit }], leftOut: [] })
      expect(worktrees.map((one) => checkout.show(one.commit, 'sub/mine'))).toEqual(['mine'])
    }
  },
)

const kinds = [
  ['below what is ignored', 'mkdir dist; git init -q dist/sub; cd dist/sub; git commit -q --allow-empty -m own', 'own'],
  [
    'whose worktree says nothing itself',
    'git init -q dist/sub; cd dist/sub; git commit -q --allow-empty -m own; rm ../../.git',
    'own',
  ],
  ['a shared store', 'git clone -q --shared ../repo sub; cd sub; git commit -q --allow-empty -m own', 'own'],
  [
    'a tree of a clone in the checkout',
    'git clone -q ../repo ../repo/sub; git -C ../repo/sub worktree add -q ../../two/sub; cd sub; git commit -q --allow-empty -m own',
    'own',
  ],
  [
    'a store beside both',
    'git init -q --separate-git-dir ../gd sub; cd sub; git commit -q --allow-empty -m own',
    'own',
  ],
  ['a clone of the checkout', 'git clone -q ../repo sub', undefined],
  ['another worktree', 'git worktree add -q sub -b s3', undefined],
] as const

test.each(inFull(kinds, kinds.slice(0, 1)))(`%s${moreInFull}`, async (_name, script, subject) => {
  await using checkout = await ACheckout.of({ '.gitignore': 'dist\n' })
  checkout.agent(`git worktree add -q ../two -b s2; cd ../two; ${script}`)
  const { embedded = [], leftOut } = await checkout.take(true)
  expect(leftOut).toEqual([])
  const wanted = subject === undefined ? [] : [subject]
  expect(embedded.map(({ commit }) => subjects(checkout, commit)[0])).toEqual(wanted)
})

describeInFull('limits', () => {
  test('what is in no worktree is read by nobody', async () => {
    await using checkout = await ACheckout.of({})
    checkout.agent(
      'git init -q ../other; cd ../other; git commit -q --allow-empty -m other; git init -q sub; cd sub; git commit -q --allow-empty -m sub',
    )
    const snapshot = await checkout.take(true)
    expect(snapshot).not.toHaveProperty('embedded')
    expect(snapshot).toMatchObject({ leftOut: [], notes: ['beside the checkout, and not saved: other'] })
  })

  test('those beyond the first thousand are named', async () => {
    await using checkout = await ACheckout.of({})
    checkout.agent('for at in $(seq 1002); do mkdir -p d/$at/.git; done')
    const { leftOut } = await checkout.take()
    expect(leftOut).toEqual(['commits of repositories beyond the first 1000 in the checkout'])
  })
})
