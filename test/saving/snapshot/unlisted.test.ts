/** Files are compared with what a commit holds; where that is not known, none of them is taken for deleted or new. */
import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { OwnGit } from '../../../src/saving/snapshot/own-git.ts'
import { git } from '../../support/attempt-folder.ts'
import { ACheckout } from './a-checkout.ts'

const long = 'uncommitted files: the commit to compare them with has too many files to be listed'
const slow = 'uncommitted files: the commit to compare them with could not be listed in time'

/** A commit of the agent's whose files, with their paths, come to more than 64 MiB; none of them is laid out. */
function commitMany(checkout: ACheckout): string {
  const plumb = (args: readonly string[], input: string): string =>
    execFileSync('git', args, { cwd: checkout.checkout, input, encoding: 'utf8' }).trim()
  const blob = plumb(['hash-object', '-w', '--stdin'], 'x')
  const names = Array.from({ length: 400 }, (_, index) => `${'n'.repeat(240)}${index}`)
  const inner = plumb(['mktree'], names.map((name) => `100644 blob ${blob}\t${name}\n`).join(''))
  const outer = plumb(['mktree'], names.map((name) => `040000 tree ${inner}\t${name}\n`).join(''))
  const top = plumb(['mktree'], `${git(checkout.checkout, 'ls-tree', 'HEAD')}\n040000 tree ${outer}\tmany\n`)
  return checkout.git('commit-tree', top, '-p', 'HEAD', '-m', 'many')
}

/** Answers as git does that is ended for taking too long, while `isSlow` says so. */
const slowly =
  (isSlow: (commit: string | undefined) => boolean) =>
  (own: OwnGit): OwnGit => ({
    ...own,
    run: async (args, options) =>
      args[0] === 'ls-tree' && isSlow(args.at(-1))
        ? { status: 143, stdout: Buffer.alloc(0), stderr: '', timedOut: true, tooLong: false }
        : await own.run(args, options),
  })

test('on a commit with too many files to be listed nothing counts as deleted, and what is uncommitted is beside it', async () => {
  await using checkout = await ACheckout.of({ 'src/a': '1', 'docs/b': '2' })
  const many = commitMany(checkout)
  checkout.put('src/new', 'new')
  checkout.git('update-ref', 'HEAD', many)
  const snapshot = await checkout.take(true)
  expect(snapshot).toMatchObject({ tip: many, leftOut: [], changed: true })
  expect(checkout.entries(snapshot.uncommitted)).toEqual([
    '100644 README.md',
    '100644 docs/b',
    '100644 src/a',
    '100644 src/new',
  ])
  const next = checkout.git('commit-tree', `${checkout.start.start}^{tree}`, '-p', many, '-m', 'few again')
  checkout.git('update-ref', 'HEAD', next)
  const later = await checkout.take(true)
  expect(later.leftOut).toEqual([])
  expect(checkout.show(later.tip, 'src/new')).toBe('new')
})

test('so in a worktree', async () => {
  await using checkout = await ACheckout.of({ 'src/a': '1' })
  const two = join(checkout.checkout, '../two')
  checkout.git('worktree', 'add', '-q', two, '-b', 'two')
  const many = commitMany(checkout)
  git(two, 'update-ref', 'HEAD', many)
  writeFileSync(join(two, 'new'), 'new')
  const snapshot = await checkout.take(true)
  expect(snapshot).toMatchObject({ others: [many], leftOut: [`${long} (worktree two)`] })
  expect(snapshot.worktrees).toBeUndefined()
})

test('what was saved of uncommitted files before stays', async () => {
  await using checkout = await ACheckout.of({ 'src/a': '1' })
  const two = join(checkout.checkout, '../two')
  checkout.git('worktree', 'add', '-q', two, '-b', 'two')
  for (const folder of [checkout.checkout, two]) writeFileSync(join(folder, 'new'), 'new')
  const { uncommitted, worktrees } = await checkout.take()
  expect(checkout.show(uncommitted, 'new')).toBe('new')
  const many = commitMany(checkout)
  for (const folder of [checkout.checkout, two]) git(folder, 'update-ref', 'HEAD', many)
  const snapshot = await checkout.take(true)
  expect(snapshot).toMatchObject({ worktrees, leftOut: [`${long} (worktree two)`] })
  expect(checkout.show(snapshot.uncommitted, 'new')).toBe('new')
})

/** A later attempt that goes on with commits and with files of an earlier one. */
async function later(ownGit: (checkout: ACheckout) => ACheckout['ownGit']): Promise<ACheckout> {
  const checkout = new ACheckout()
  const main = checkout.commitOnRemote('main', { '.gitignore': 'ignored\n', 'src/a': '1', 'docs/b': '2' })
  const start = checkout.commitOnRemote('saved', { 'src/c': '3' }, main)
  const uncommitted = checkout.commitOnRemote('saved', { 'src/d': '4' })
  git(checkout.remote, 'update-ref', '-d', 'refs/heads/saved')
  for (const [name, commit] of Object.entries({ branch: start, uncommitted }))
    git(checkout.remote, 'update-ref', `refs/gastown/fix-1a2b3c4d/1/${name}`, commit)
  checkout.settings = { ...checkout.settings, attempt: 2, rescuePrefix: 'refs/gastown/fix-1a2b3c4d/2' }
  checkout.ownGit = ownGit(checkout)
  await checkout.open()
  expect(checkout.start).toMatchObject({ base: main, start, restored: expect.stringMatching(/^\w{40}$/) })
  return checkout
}

test.each(['base', 'start', 'restored'] as const)(
  'a %s that is not listed in time is no reason to delete',
  async (name) => {
    await using checkout = await later((one) => slowly((commit) => commit === one.start[name]))
    checkout.agent('git sparse-checkout set src')
    checkout.put('ignored', 'x')
    expect(await checkout.take(true)).toMatchObject({ tip: checkout.start.start, leftOut: [slow] })
  },
)

test('a commit that was not listed in time is listed the next time', async () => {
  let isSlow = true
  await using checkout = new ACheckout()
  checkout.commitOnRemote('main', { a: '1', b: '2' })
  checkout.ownGit = slowly((commit) => isSlow && commit !== checkout.start.start)
  await checkout.open()
  const tip = checkout.work('work')
  checkout.put('a', 'changed')
  rmSync(join(checkout.checkout, 'b'))
  const first = await checkout.take()
  expect(first).toMatchObject({ tip, leftOut: [slow] })
  expect(first.uncommitted).toBeUndefined()
  isSlow = false
  const second = await checkout.take()
  expect(second.leftOut).toEqual([])
  expect(checkout.entries(second.uncommitted)).toEqual(['100644 README.md', '100644 a', '100644 work'])
})
