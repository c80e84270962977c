import { execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { git } from '../../support/attempt-folder.ts'
import { describeInFull, inFull, moreInFull } from '../../support/full.ts'
import { ACheckout } from '../snapshot/a-checkout.ts'

test('a clean checkout has no snapshot', async () => {
  await using checkout = await ACheckout.of({ 'a/b': '1', 'a/c/d': '2', e: '3' })
  expect(await checkout.take()).toEqual({
    tip: checkout.start.start,
    tipForBranch: true,
    others: [],
    leftOut: [],
    notes: [],
    changed: false,
  })
})

test('files, modes, links, odd names and deletions are as they are on disk', async () => {
  await using checkout = await ACheckout.of({ gone: '1', 'gone-folder/x': '1', same: '1', run: '1' })
  const odd = [
    '--option',
    'a b',
    'new\nline',
    '"quoted"',
    'tab\t',
    'ünï 🦀',
    ':(exclude)x',
    '-',
    ' ',
    'CASE',
    'case',
    'é'.normalize('NFD'),
  ]
  rmSync(join(checkout.checkout, 'gone'))
  rmSync(join(checkout.checkout, 'gone-folder'), { recursive: true })
  for (const name of odd) checkout.put(`odd/${name}`, name)
  writeFileSync(Buffer.concat([Buffer.from(`${checkout.checkout}/odd/`), Buffer.from([0xff, 0xfe, 0x41])]), 'bytes')
  chmodSync(join(checkout.checkout, 'run'), 0o755)
  symlinkSync('../nowhere\n', join(checkout.checkout, 'link'))
  linkSync(join(checkout.checkout, 'same'), join(checkout.checkout, 'hard'))
  mkdirSync(join(checkout.checkout, 'empty/folder'), { recursive: true })
  const { uncommitted, leftOut, notes } = await checkout.take()
  expect({ leftOut, notes }).toEqual({ leftOut: [], notes: [] })
  // What git itself would have added is the same tree.
  checkout.git('-c', 'core.quotePath=false', 'add', '-A')
  expect(git(checkout.handoff, 'rev-parse', `${uncommitted}^{tree}`)).toBe(checkout.git('write-tree'))
  expect(git(checkout.handoff, 'fsck', '--strict', String(uncommitted))).not.toContain('error')
})

test('a change is seen whatever the times of the file say', async () => {
  await using checkout = await ACheckout.of({ 'a.txt': 'one' })
  const { atime, mtime } = statSync(join(checkout.checkout, 'a.txt'))
  checkout.put('a.txt', 'two')
  utimesSync(join(checkout.checkout, 'a.txt'), atime, mtime)
  const first = await checkout.take()
  expect(checkout.show(first.uncommitted, 'a.txt')).toBe('two')
  checkout.put('a.txt', 'six')
  utimesSync(join(checkout.checkout, 'a.txt'), atime, mtime)
  const second = await checkout.take()
  expect(checkout.show(second.uncommitted, 'a.txt')).toBe('six')
  expect((await checkout.take()).uncommitted).toBe(second.uncommitted)
})

test('what is beyond the limits is named, and a tracked file stays as it was', async () => {
  const limits = { fileBytes: 100, allBytes: 250, files: 4, depth: 5 }
  await using checkout = await ACheckout.of({ 'tracked.txt': 'small', 'big-but-same.txt': 'x'.repeat(200) }, limits)
  checkout.put('tracked.txt', 'y'.repeat(101))
  utimesSync(join(checkout.checkout, 'big-but-same.txt'), 1, 1)
  for (const name of ['a1', 'a2', 'a3']) checkout.put(name, 'z'.repeat(100))
  checkout.put('1/2/3/4/5/6/7', 'deep')
  const { uncommitted, leftOut } = await checkout.take()
  expect(leftOut.toSorted()).toEqual([
    expect.stringMatching(/^1 files beyond the limit in all: a[123]$/),
    '1 files over the size limit: tracked.txt',
    '1 folders too deep: 1/2/3/4/5/6',
  ])
  expect(checkout.show(uncommitted, 'tracked.txt')).toBe('small')
  expect(checkout.show(uncommitted, 'big-but-same.txt')).toBe('x'.repeat(200))
  expect((await checkout.take()).leftOut).toEqual(leftOut)
})

test('names that a git server refuses are left out and named', async () => {
  await using checkout = await ACheckout.of({})
  for (const name of ['.GIT/x', 'git~1', '.git /y', '.g\u200cit/z', 'fine']) checkout.put(name, 'x')
  symlinkSync('elsewhere', join(checkout.checkout, '.gitmodules'))
  const { uncommitted, leftOut } = await checkout.take()
  expect(checkout.entries(uncommitted)).toEqual(['100644 README.md', '100644 fine'])
  expect(leftOut).toHaveLength(1)
  expect(leftOut[0]).toMatch(/^5 names that git servers refuse: /)
})

const gone = ['a link', 'nothing']

test.each(inFull(gone, gone.slice(0, 1)))(
  `a checkout that is %s now is named, and what was saved stays${moreInFull}`,
  async (what) => {
    await using checkout = await ACheckout.of({ a: '1' })
    const tip = checkout.work('work')
    checkout.put('new', 'new')
    checkout.git('worktree', 'add', '-q', '../two', '-b', 'two')
    writeFileSync(join(checkout.checkout, '../two/new'), 'new')
    const { uncommitted, worktrees } = await checkout.take()
    expect(checkout.show(uncommitted, 'new')).toBe('new')
    expect(worktrees).toHaveLength(1)
    renameSync(checkout.checkout, `${checkout.checkout}-moved`)
    if (what === 'a link') symlinkSync(`${checkout.checkout}-moved`, checkout.checkout)
    const leftOut = ['the checkout is gone']
    expect(await checkout.take()).toMatchObject({ tip, uncommitted, worktrees, leftOut, changed: true })
  },
)

describeInFull('rarer states of a checkout', () => {
  test('a folder that was renamed to the name of another is read, whatever the times in it say', async () => {
    await using checkout = await ACheckout.of({ 'lib/core': 'old\n', 'next/core': 'new\n' })
    rmSync(join(checkout.checkout, 'lib'), { recursive: true })
    renameSync(join(checkout.checkout, 'next'), join(checkout.checkout, 'lib'))
    const { uncommitted } = await checkout.take()
    expect(checkout.show(uncommitted, 'lib/core')).toBe('new')
  })

  test('work that is left out is a change all the same', async () => {
    await using checkout = await ACheckout.of({ a: '1' }, { fileBytes: 100 })
    checkout.put('big', 'x'.repeat(101))
    expect(await checkout.take()).toMatchObject({ leftOut: [expect.stringContaining('big')], changed: true })
  })

  test('a submodule stays one while nothing is in it', async () => {
    await using checkout = new ACheckout()
    const index = join(checkout.folder, 'index')
    const main = git(checkout.remote, 'rev-parse', 'main')
    const env = { ...process.env, GIT_INDEX_FILE: index }
    const plumb = (...args: string[]) =>
      execFileSync('git', args, { cwd: checkout.remote, env, encoding: 'utf8' }).trim()
    plumb('read-tree', 'main')
    plumb('update-index', '--add', '--cacheinfo', `160000,${main},lib`)
    const tree = plumb('write-tree')
    git(
      checkout.remote,
      'update-ref',
      'refs/heads/main',
      git(checkout.remote, 'commit-tree', tree, '-m', 'with a submodule'),
    )
    await checkout.open()
    expect((await checkout.take()).changed).toBe(false)
    checkout.put('lib/file', 'put there by the agent')
    const { tip, uncommitted } = await checkout.take(true)
    expect(tip).toBe(checkout.start.start)
    expect(checkout.show(uncommitted, 'lib/file')).toBe('put there by the agent')
  })

  test('a checkout in which nothing is left is an empty tree', async () => {
    await using checkout = await ACheckout.of({ a: '1' })
    execFileSync('sh', ['-c', 'rm -rf ./*'], { cwd: checkout.checkout })
    const { uncommitted } = await checkout.take()
    expect(checkout.entries(uncommitted)).toEqual([])
  })

  test('folders swapped for links while they are read lead nowhere', async () => {
    await using checkout = await ACheckout.of({})
    const secret = join(checkout.folder, 'secret')
    mkdirSync(secret)
    writeFileSync(join(secret, 'file'), 'CANARY')
    mkdirSync(join(checkout.checkout, 'd'))
    const swap = `while :; do mv d e; ln -s '${secret}' d; echo $((i=i+1)) >e/file; rm d; mv e d; done`
    const swapper = spawn('sh', ['-c', swap], { cwd: checkout.checkout, stdio: 'ignore' })
    const end = Date.now() + 1500
    const leftOut = new Set<string>()
    while (Date.now() < end) for (const line of (await checkout.take()).leftOut) leftOut.add(line)
    swapper.kill('SIGKILL')
    await new Promise((resolve) => swapper.once('close', resolve))
    const objects = execFileSync('git', ['cat-file', '--batch-all-objects', '--batch'], { cwd: checkout.handoff })
    expect(objects.includes('CANARY')).toBe(false)
    expect([...leftOut]).toEqual([])
  })
})
