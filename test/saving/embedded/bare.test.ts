/** A bare clone beside a `.git` file, as people lay out worktrees: what its remote has is not the agent's work. */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { git, gitWith } from '../../support/attempt-folder.ts'
import { ACheckout } from '../snapshot/a-checkout.ts'
import { commitIn, makeOther, subjects } from './another-repository.ts'

/** At `sub/.bare`, as if it were cloned from a server; the other repository has a branch and tags besides main. */
function cloneBare(checkout: ACheckout): string {
  const other = join(checkout.folder, 'other')
  if (!existsSync(other)) {
    makeOther(checkout)
    git(other, 'checkout', '-qb', 'side', 'HEAD~1')
    commitIn(other, 'aside')
    git(other, 'tag', '-am', 'v1', 'v1')
    git(other, 'reset', '-q', '--hard', 'HEAD~1')
    git(other, 'checkout', '-q', 'main')
  }
  const bare = join(checkout.checkout, 'sub/.bare')
  git(checkout.folder, 'clone', '-q', '--bare', `file://${other}`, bare)
  git(bare, 'remote', 'set-url', 'origin', 'https://git.example.com/other.git')
  writeFileSync(join(checkout.checkout, 'sub/.git'), 'gitdir: ./.bare\n')
  return bare
}

test('of a bare clone nothing is taken but what was committed in its worktrees', async () => {
  await using checkout = await ACheckout.of({})
  const bare = cloneBare(checkout)
  expect(await checkout.take(true)).toMatchObject({ changed: false, leftOut: [] })
  git(bare, 'worktree', 'add', '-q', '../main', 'main')
  git(bare, 'worktree', 'add', '-q', '../topic', '-b', 'topic')
  expect(await checkout.take()).not.toHaveProperty('embedded')
  const base = git(bare, 'rev-parse', 'main')
  const sub = join(checkout.checkout, 'sub')
  commitIn(join(sub, 'main'), 'mine')
  commitIn(join(sub, 'topic'), 'more')
  const { embedded = [], leftOut } = await checkout.take(true)
  expect(leftOut).toEqual([])
  const all = embedded.map(({ commit }) => subjects(checkout, commit))
  const root = `sub at ${base.slice(0, 12)}`
  expect(all.toSorted()).toEqual([
    ['mine', root],
    ['more', root],
  ])
  const saved = checkout.entries((await checkout.take(true)).tip)
  expect(saved).toEqual(expect.arrayContaining(['100644 sub/main/mine', '100644 sub/topic/more']))
  expect(saved.filter((entry) => entry.includes('.bare'))).toEqual([])
})

test.each([
  ['files', 'mkdir sub/.bare; echo work >sub/.bare/HEAD'],
  [
    'a folder that is committed',
    'git init -q --bare sub/.bare; echo work >sub/.bare/work; git add .; git commit -qm work',
  ],
  ['a link', 'git init -q --bare other; echo work >other/work; ln -s ../other sub/.bare'],
])('a .git file that names %s hides nothing', async (_, script) => {
  await using checkout = await ACheckout.of({})
  checkout.agent(`mkdir sub; ${script}; echo "gitdir: ./.bare" >sub/.git`)
  const { tip } = await checkout.take(true)
  expect(checkout.entries(tip).join()).toMatch(/\/(HEAD|work)\b/)
})

test('branches as they were cloned may be many', async () => {
  await using checkout = await ACheckout.of({})
  const other = makeOther(checkout)
  const tip = git(other, 'rev-parse', 'HEAD')
  const more = Array.from({ length: 250 }, (_, number) => `create refs/heads/more-${number} ${tip}\n`)
  gitWith(other, ['update-ref', '--stdin'], { input: more.join('') })
  cloneBare(checkout)
  expect(await checkout.take()).toMatchObject({ leftOut: [] })
})

test('refs that were packed later may hold work', async () => {
  await using checkout = await ACheckout.of({})
  const bare = cloneBare(checkout)
  git(bare, 'worktree', 'add', '-q', '../main', 'main')
  commitIn(join(checkout.checkout, 'sub/main'), 'mine')
  git(bare, 'pack-refs', '--all')
  const { embedded = [] } = await checkout.take()
  expect(embedded.map(({ commit }) => subjects(checkout, commit)[0])).toContain('mine')
})

test('a branch with a log is not as it was cloned', async () => {
  await using checkout = await ACheckout.of({})
  const bare = cloneBare(checkout)
  git(bare, 'worktree', 'add', '-q', '../main', 'main')
  commitIn(join(checkout.checkout, 'sub/main'), 'mine')
  git(bare, 'pack-refs', '--all')
  git(bare, 'symbolic-ref', 'HEAD', 'refs/heads/side')
  const { embedded = [] } = await checkout.take()
  expect(embedded.map(({ commit }) => subjects(checkout, commit)[0])).toContain('mine')
})

test('what was cloned from a path is gone with it', async () => {
  await using checkout = await ACheckout.of({})
  const bare = cloneBare(checkout)
  git(bare, 'remote', 'set-url', 'origin', '/tmp/other')
  expect((await checkout.take()).embedded).toHaveLength(2)
})
