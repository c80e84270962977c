import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Snapshot } from '../../../src/saving/snapshot/snapshot.ts'
import { git, gitWith } from '../../support/attempt-folder.ts'
import { describeInFull, inFull, moreInFull } from '../../support/full.ts'
import { ACheckout } from '../snapshot/a-checkout.ts'

/** What a worktree's commit changes of its parent: status and path. */
function changes(checkout: ACheckout, commit: string): string[] {
  return git(checkout.handoff, 'diff-tree', '-r', '--no-commit-id', '--name-status', commit)
    .split('\n')
    .filter(Boolean)
    .map((line) => line.replace('\t', ' '))
}

function saved(checkout: ACheckout, { worktrees = [] }: Snapshot): Record<string, string[]> {
  return Object.fromEntries(
    worktrees.map(({ commit }) => {
      const subject = git(checkout.handoff, 'log', '-1', '--format=%s', commit)
      return [/of (\S+), a worktree/.exec(subject)?.[1] ?? subject, changes(checkout, commit)]
    }),
  )
}

function put(folder: string, name: string, content: string): void {
  mkdirSync(join(folder, name, '..'), { recursive: true })
  writeFileSync(join(folder, name), content)
}

const twos = ['../two', '.claude/worktrees/two', 'node_modules/two', 'seen/two']

test.each(inFull(twos, twos.slice(0, 2)))(
  `what is not committed in %s is its difference from its HEAD, and no file of the checkout${moreInFull}`,
  async (place) => {
    await using checkout = await ACheckout.of({ '.gitignore': 'node_modules\n', 'a.txt': 'a\n', 'b.txt': 'b\n' })
    checkout.git('worktree', 'add', '-q', place, '-b', 's2')
    const two = join(checkout.checkout, place)
    put(two, 'done', 'done\n')
    git(two, 'add', 'done')
    git(two, 'commit', '-qm', 'done')
    put(two, 'u2', 'two\n')
    put(two, 'a.txt', 'changed\n')
    rmSync(join(two, 'b.txt'))
    const snapshot = await checkout.take(true)
    expect(saved(checkout, snapshot)).toEqual({
      [place === '../two' ? 'two' : `repo/${place}`]: ['M a.txt', 'D b.txt', 'A u2'],
    })
    const commit = snapshot.worktrees?.[0]?.commit
    expect(git(checkout.handoff, 'rev-parse', `${commit}^`)).toBe(git(two, 'rev-parse', 'HEAD'))
    expect(snapshot).toMatchObject({
      tip: checkout.start.start,
      others: [git(two, 'rev-parse', 'HEAD')],
      leftOut: [],
      changed: true,
    })
    expect(snapshot.uncommitted).toBeUndefined()
    expect(await checkout.take(true)).toEqual(snapshot)
  },
)

test('detached, locked, moved, nested, with a relative link or without a record', async () => {
  await using checkout = await ACheckout.of({ 'a.txt': 'a\n' })
  const at = (name: string): string => join(checkout.folder, 'root/workspace', name)
  checkout.git('worktree', 'add', '-q', '--detach', at('detached'))
  checkout.git('worktree', 'add', '-q', '--lock', at('locked'), '-b', 'locked')
  checkout.git('worktree', 'add', '-q', at('first'), '-b', 'moved')
  renameSync(at('first'), at('moved'))
  checkout.git('worktree', 'add', '-q', at('locked/in/nested'), '-b', 'nested')
  checkout.git('worktree', 'add', '-q', at('relative'), '-b', 'relative')
  writeFileSync(at('relative/.git'), 'gitdir: ../repo/.git/worktrees/relative\n')
  writeFileSync(join(checkout.checkout, '.git/worktrees/relative/gitdir'), '../../../../relative/.git\n')
  checkout.git('worktree', 'add', '-q', at('forgotten'), '-b', 'forgotten')
  rmSync(join(checkout.checkout, '.git/worktrees/forgotten'), { recursive: true })
  checkout.git('worktree', 'add', '-q', at('gone'), '-b', 'gone')
  rmSync(at('gone'), { recursive: true })
  checkout.git('worktree', 'add', '-q', at('clean'), '-b', 'clean')
  const names = ['detached', 'locked', 'moved', 'locked/in/nested', 'relative', 'forgotten']
  for (const name of names) writeFileSync(join(at(name), 'left'), name)
  const snapshot = await checkout.take(true)
  expect(saved(checkout, snapshot)).toEqual(Object.fromEntries(names.map((name) => [name, ['A left']])))
  expect(snapshot.leftOut).toEqual([])
})

test('files that say they lead to a worktree are not believed', async () => {
  await using checkout = await ACheckout.of({ 'src/a': 'a\n' })
  const secret = join(checkout.folder, 'secret')
  put(secret, 'key', 'key')
  checkout.git('worktree', 'add', '-q', '../two', '-b', 's2')
  const record = join(checkout.checkout, '.git/worktrees/two')
  const link = readFileSync(join(checkout.checkout, '../two/.git'), 'utf8')
  // The checkout itself, a folder of the commit's, and a repository that is none of ours.
  put(checkout.checkout, 'src/.git', link)
  put(checkout.checkout, 'src/new', 'new\n')
  put(checkout.checkout, 'elsewhere/.git', `gitdir: ${secret}/worktrees/x\n`)
  put(checkout.checkout, 'elsewhere/file', 'file\n')
  put(checkout.checkout, 'odd/.git', 'gitdir: /\0\n')
  put(checkout.checkout, 'odd/file', 'file\n')
  writeFileSync(join(checkout.checkout, '../.git'), link)
  execFileSync('ln', ['-s', secret, join(checkout.checkout, '../link')])
  for (const [index, path] of [
    `${checkout.checkout}/.git`,
    '/workspace/../../secret/.git',
    '../../../../link/.git',
    '/\0',
  ].entries())
    put(join(checkout.checkout, `.git/worktrees/forged${index}`), 'gitdir', `${path}\n`)
  writeFileSync(join(record, 'gitdir'), `${join(checkout.checkout, '../link')}/.git\n`)
  writeFileSync(join(checkout.checkout, '../two/u2'), 'two')
  const snapshot = await checkout.take(true)
  expect(checkout.entries(snapshot.tip)).toEqual([
    '100644 README.md',
    '100644 elsewhere/file',
    '100644 odd/file',
    '100644 src/a',
    '100644 src/new',
  ])
  expect(saved(checkout, snapshot)).toEqual({ two: ['A u2'] })
})

test('what stands beside the checkout is told, and a copy of the repository is work', async () => {
  await using checkout = await ACheckout.of({})
  const at = (name: string): string => join(checkout.folder, 'root/workspace', name)
  expect((await checkout.take(true)).notes).toEqual([])
  put(at('scratch'), 'x', 'x')
  writeFileSync(at('log.txt'), 'x')
  checkout.git('init', '-q', at('other'))
  checkout.git('worktree', 'add', '-q', at('in/tree'), '-b', 'tree')
  const before = await checkout.take(true)
  expect(before).toMatchObject({ leftOut: [], notes: ['beside the checkout, and not saved: log.txt, other, scratch'] })
  checkout.git('clone', '-q', '.', at('copy'))
  expect((await checkout.take(true)).leftOut).toEqual(['copies of the repository beside the checkout: copy'])
})

const places = [
  '../a',
  '../b/c',
  'in',
  '.claude/worktrees/x',
  'node_modules/y',
  'own-ignored/z',
  '../a/nested',
  '../../away',
]
const layout = fc.uniqueArray(
  fc.record({
    place: fc.constantFrom(...places),
    how: fc.subarray(['detached', 'locked', 'moved', 'forgotten', 'unlinked', 'relative', 'committed'] as const),
    files: fc.subarray(['new', 'deep/new', 'README.md', 'staged', 'node_modules/hidden'], { minLength: 1 }),
  }),
  { selector: ({ place }) => place, maxLength: 4 },
)

test('whatever worktrees there are, what is not committed in them is on a ref or named', async () => {
  let turn = 0
  await fc.assert(
    fc.asyncProperty(layout, async (worktrees) => {
      // Where nothing says any more that it is one, it is a folder like any other; outside, nobody can know of it.
      const isOne = ({ place, how }: (typeof worktrees)[number]) =>
        !(how.includes('unlinked') && (how.includes('moved') || how.includes('forgotten'))) &&
        !(place === '../../away' && how.includes('forgotten'))
      fc.pre(worktrees.every(isOne))
      await using checkout = await ACheckout.of({ '.gitignore': 'node_modules\n' })
      checkout.put('.gitignore', 'node_modules\nown-ignored\n')
      const written = new Map<string, string>()
      // What is in another comes after it.
      for (const { place, how, files } of worktrees.toSorted((one, other) => (one.place < other.place ? -1 : 1))) {
        turn += 1
        const folder = join(checkout.checkout, place)
        const first = how.includes('moved') ? `${folder}-first` : folder
        const lock = how.includes('locked') ? ['--lock'] : []
        checkout.git(
          'worktree',
          'add',
          '-q',
          ...lock,
          ...(how.includes('detached') ? ['--detach'] : ['-b', `b${turn}`]),
          first,
        )
        if (how.includes('committed')) git(first, 'commit', '-q', '--allow-empty', '-m', 'committed')
        if (how.includes('moved')) renameSync(first, folder)
        for (const name of files) {
          const content = `${turn} ${name}`
          put(folder, name, content)
          if (name === 'staged' && !how.includes('moved')) git(folder, 'add', name)
          if (!name.startsWith('node_modules')) written.set(content, place)
        }
        const record = readFileSync(join(folder, '.git'), 'utf8').trim().replace('gitdir: ', '')
        if (how.includes('relative')) writeFileSync(join(folder, '.git'), `gitdir: ${relative(folder, record)}\n`)
        if (how.includes('forgotten')) rmSync(record, { recursive: true })
        if (how.includes('unlinked')) rmSync(join(folder, '.git'))
      }
      const { tip, uncommitted, others, worktrees: saved = [], leftOut, notes } = await checkout.take(true)
      const commits = [
        tip,
        ...(uncommitted === undefined ? [] : [uncommitted]),
        ...others,
        ...saved.map(({ commit }) => commit),
      ]
      const said = [...leftOut, ...notes].join()
      for (const [content, place] of written) {
        const blob = gitWith(checkout.handoff, ['hash-object', '--stdin'], { input: content })
        const isSaved = commits.some((commit) => git(checkout.handoff, 'ls-tree', '-r', commit).includes(blob))
        const name = place.replace('../../', '').replace('../', '').split('/')[0] ?? place
        expect(isSaved || said.includes(name), `${content} of ${place}: ${said}`).toBe(true)
      }
    }),
    { numRuns: inFull(60, 2) },
  )
}, 600_000)

describeInFull('limits of worktrees', () => {
  test('a worktree that cannot be reached is named', async () => {
    await using checkout = await ACheckout.of({})
    checkout.git('worktree', 'add', '-q', join(checkout.folder, 'tmp'), '-b', 's2')
    writeFileSync(join(checkout.folder, 'tmp/u2'), 'two')
    const { leftOut, worktrees } = await checkout.take()
    expect(leftOut).toEqual([`uncommitted files of worktrees outside the workspace: ${join(checkout.folder, 'tmp')}`])
    expect(worktrees).toBeUndefined()
  })

  test('no more than fifty are looked at, and the rest is named', async () => {
    await using checkout = await ACheckout.of({})
    checkout.git('worktree', 'add', '-q', '../two', '-b', 's2')
    const link = readFileSync(join(checkout.checkout, '../two/.git'), 'utf8')
    for (let count = 0; count < 55; count += 1) put(join(checkout.checkout, `w/${count}`), '.git', link)
    for (const name of readdirSync(join(checkout.checkout, 'w'))) put(join(checkout.checkout, 'w', name), 'left', name)
    const { worktrees, leftOut } = await checkout.take()
    expect(worktrees).toHaveLength(50)
    expect(leftOut.join()).toMatch(/^worktrees beyond the first 50: repo\/w\/\d+ and others$/)
  })
})
