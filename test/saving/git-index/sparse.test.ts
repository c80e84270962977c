/** Files that a sparse checkout keeps away are told in one short line; git says which they are. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert, asyncProperty } from 'fast-check'
import { expect, test } from 'vitest'
import { sparseIn } from '../../../src/saving/git-index/sparse-checkout.ts'
import { openFolder } from '../../../src/saving/scan/folder.ts'
import { git } from '../../support/attempt-folder.ts'
import { inFull, matrices, moreInFull } from '../../support/full.ts'
import { ACheckout } from '../snapshot/a-checkout.ts'
import { Attempt, branch } from '../submodules/an-attempt.ts'
import { withModules } from '../submodules/with-modules.ts'
import { all, files, layOut, layouts } from './layouts.ts'

const outside = (what: string) => [`deletions outside of the sparse checkout, if any (${what})`]

test.each([
  ['--cone --no-sparse-index src', outside('4 files')],
  ['--cone --sparse-index src', outside('1 folder')],
  ['--no-cone /src', outside('7 files')],
  ['--no-cone src "!/src/docs"', outside('8 files')],
  ['--no-cone "/*" "!/docs/deep/" "!z"', outside('3 files')],
  ['--no-cone "/*" "!/docs/deep/e"', outside('1 file')],
])('git sparse-checkout set %s', async (words, kept) => {
  await using checkout = await ACheckout.of(all)
  checkout.agent(`git sparse-checkout set ${words}`)
  const { start } = checkout.start
  expect(await checkout.take(true)).toMatchObject({ tip: start, changed: false, leftOut: [], notes: [], kept })
})

test('a deletion that the patterns do not explain is named beside', async () => {
  await using checkout = await ACheckout.of(all)
  checkout.agent('git sparse-checkout set --cone src; git update-index --skip-worktree a src/h; rm a src/h')
  expect((await checkout.take(true)).kept).toEqual([
    ...outside('4 files'),
    'deletions that the index marks as files that are not checked out: src/h, a',
  ])
})

const unclear: [string, string][] = [
  ['switched off', 'git config --worktree core.sparseCheckout false'],
  ['gone', 'rm .git/info/sparse-checkout'],
  ['more than plain paths', 'echo "*.md" >>.git/info/sparse-checkout'],
  ['too big', 'yes a/long/line | head -c 600000 >>.git/info/sparse-checkout'],
  ['a pipe', 'rm .git/info/sparse-checkout; mkfifo .git/info/sparse-checkout'],
]

test.each(inFull(unclear, unclear.slice(0, 2)))(
  `patterns that are %s explain nothing${moreInFull}`,
  async (_, script) => {
    await using checkout = await ACheckout.of(all)
    checkout.agent(`git sparse-checkout set --cone src; ${script}`)
    expect((await checkout.take(true)).kept).toEqual([
      'deletions that the index marks as files that are not checked out: docs/d, docs/g, docs/deep/e and 1 more',
    ])
  },
)

test('patterns are followed from one look to the next', async () => {
  await using checkout = await ACheckout.of(all)
  checkout.agent('git sparse-checkout set --cone src')
  expect((await checkout.take()).kept).toEqual(outside('4 files'))
  checkout.agent('printf "/*\\n!/docs/deep/\\n" >.git/info/sparse-checkout')
  expect((await checkout.take()).kept).toEqual([
    ...outside('2 files'),
    'deletions that the index marks as files that are not checked out: docs/d, docs/g',
  ])
})

test('submodules have their own', async () => {
  await using checkout = await withModules()
  checkout.agent(
    'cd lib; git sparse-checkout set --cone src; cd deep; git sparse-checkout set --cone --sparse-index src',
  )
  expect((await checkout.take(true)).kept).toEqual(outside('1 folder and 4 files'))
})

test('whatever is set, it is outside where git says so', { timeout: 600_000 }, async () => {
  const property = asyncProperty(layouts, async (layout) => {
    await using checkout = await ACheckout.of(all)
    const one = { ...layout, split: false, skipped: [], assumed: [], removed: [], folder: undefined, written: [] }
    layOut(checkout.checkout, { ...one, sparse: one.sparse ?? ['--no-cone'] })
    using folder = openFolder(join(checkout.checkout, '.git'))
    const sparse = sparseIn(folder)
    const skipped = git(checkout.checkout, 'ls-files', '-t')
      .split('\n')
      .filter((line) => line.startsWith('S '))
    expect([...files, 'README.md'].toSorted().filter((path) => sparse?.isOutside(path, false))).toEqual(
      skipped.map((line) => line.slice(2)),
    )
  })
  await assert(property, { numRuns: matrices ? 200 : inFull(6, 2) })
})

test('names with special characters are those of the folders', async () => {
  await using checkout = await ACheckout.of({
    'a[1]/x': 'x',
    'ü/x': 'x',
    'b\\c/x': 'x',
    '#d/x': 'x',
    'e /x': 'x',
    'f/x': 'x',
  })
  git(checkout.checkout, 'sparse-checkout', 'set', '--cone', '--skip-checks', 'a[1]', 'ü', 'b\\c', '#d')
  expect((await checkout.take(true)).kept).toEqual(outside('2 files'))
})

test('from the agent to the remote', async () => {
  await using attempt = await Attempt.of({}, (folder) => {
    const work = join(folder, 'work')
    git(folder, 'clone', '-q', 'remote.git', work)
    for (let name = 0; name < 30; name += 1) {
      mkdirSync(join(work, `folder-${name}/below`), { recursive: true })
      writeFileSync(join(work, `folder-${name}/below/file`), 'x')
    }
    git(work, 'add', '.')
    git(work, 'commit', '-qm', 'folders')
    git(work, 'push', '-q', 'origin', 'HEAD:main')
    rmSync(work, { recursive: true })
  })
  attempt.agent(
    'git sparse-checkout set --cone --sparse-index folder-1; echo new >folder-1/new; git add .; git commit -qm new',
  )
  const { state, leftOut, message } = await attempt.end()
  expect([state, leftOut]).toEqual(['saved', outside('29 folders')])
  expect(message).toMatch(
    /^pushed 1 commit .* left out: deletions outside of the sparse checkout, if any \(29 folders\)$/,
  )
  expect(git(attempt.remote, 'diff', '--name-status', 'main', branch)).toBe('A\tfolder-1/new')
})
