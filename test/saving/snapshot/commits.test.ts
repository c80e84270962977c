import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { git } from '../../support/attempt-folder.ts'
import { describeInFull, inFull, moreInFull } from '../../support/full.ts'
import { ACheckout } from './a-checkout.ts'

test('HEAD ahead of the work branch is the tip', async () => {
  await using checkout = await ACheckout.of({})
  checkout.work('one')
  checkout.git('checkout', '-q', '--detach')
  const tip = checkout.work('two')
  expect(await checkout.take()).toMatchObject({ tip, tipForBranch: true, others: [], changed: true })
})

test('HEAD on another line than the work branch is beside it', async () => {
  await using checkout = await ACheckout.of({})
  const tip = checkout.work('one')
  checkout.git('checkout', '-q', '-b', 'side', 'main')
  const side = checkout.work('side')
  checkout.put('left', 'x')
  const snapshot = await checkout.take(true)
  expect(snapshot).toMatchObject({ tip, others: [side] })
  expect(git(checkout.handoff, 'rev-parse', `${snapshot.uncommitted}^`)).toBe(side)
})

test('branches, packed ones too, stashes and worktrees are others; what they share is named once', async () => {
  await using checkout = await ACheckout.of({})
  checkout.git('checkout', '-q', '-b', 'packed')
  const packed = checkout.work('packed')
  checkout.git('pack-refs', '--all')
  checkout.git('checkout', '-q', '-b', 'deep/er', 'main')
  const deeper = checkout.work('deeper')
  checkout.git('branch', 'same', deeper)
  checkout.git('checkout', '-q', 'polecat/fix')
  checkout.put('README.md', 'stashed')
  checkout.git('stash')
  const stash = checkout.git('rev-parse', 'stash@{0}')
  checkout.git('worktree', 'add', '-q', '--detach', join(checkout.folder, 'tree'), 'main')
  git(join(checkout.folder, 'tree'), 'commit', '-q', '--allow-empty', '-m', 'in a worktree')
  const tree = git(join(checkout.folder, 'tree'), 'rev-parse', 'HEAD')
  const { others, tip } = await checkout.take()
  expect(tip).toBe(checkout.start.start)
  expect(others.toSorted()).toEqual([packed, deeper, stash, tree].toSorted())
})

test('commits whose objects are gone are named', async () => {
  await using checkout = await ACheckout.of({})
  const first = checkout.work('one')
  await checkout.take()
  const second = checkout.work('two')
  rmSync(join(checkout.checkout, '.git/objects', second.slice(0, 2), second.slice(2)), { force: true })
  const { tip, leftOut } = await checkout.take()
  expect(tip).toBe(first)
  expect(leftOut).toEqual([
    `commits of HEAD (${second.slice(0, 12)}) cannot be read`,
    `commits of the work branch (${second.slice(0, 12)}) cannot be read`,
  ])
})

test('commits that only tags and other refs name are others; tags that came with the clone are not', async () => {
  await using checkout = new ACheckout()
  git(checkout.remote, 'tag', '-a', '-m', 'old', 'v1', 'main')
  git(checkout.remote, 'tag', 'plain', 'main')
  await checkout.open()
  expect(await checkout.take()).toMatchObject({ others: [], changed: false })
  const commit = (name: string) => checkout.git('commit-tree', 'HEAD^{tree}', '-p', 'HEAD', '-m', name)
  const [annotated, light, noted] = ['annotated', 'light', 'noted'].map(commit)
  checkout.git('tag', '-a', '-m', 'new', 'v2', String(annotated))
  checkout.git('tag', 'v3', String(light))
  checkout.git('pack-refs', '--all')
  checkout.git('update-ref', 'refs/custom/deep/er', String(noted))
  for (const { others, leftOut } of [await checkout.take(), await checkout.take()]) {
    expect(others.toSorted()).toEqual([annotated, light, noted].toSorted())
    expect(leftOut).toEqual([])
  }
})

const states = [
  ['is gone', 'rm -rf .git', 'the repository (.git)'],
  ['is a file', 'mv .git ../g; echo "gitdir: ../g" >.git', 'the repository (.git)'],
  ['is a link', 'mv .git ../g; ln -s ../g .git', 'the repository (.git)'],
  ['is gone', 'rm -rf .git/objects', 'the object store (.git/objects)'],
  ['is a link', 'mv .git/objects ../o; ln -s ../../o .git/objects', 'the object store (.git/objects)'],
  ['is no folder', 'rm -rf .git/objects; mkfifo .git/objects', 'the object store (.git/objects)'],
] as const

test.each(inFull(states, states.slice(0, 1)))(
  `what the repository is instead of one is said: it %s (%s)${moreInFull}`,
  async (is, script, what) => {
    await using checkout = await ACheckout.of({})
    const first = checkout.work('one')
    await checkout.take()
    checkout.work('two')
    execFileSync('sh', ['-c', script], { cwd: checkout.checkout })
    const { tip, leftOut, uncommitted } = await checkout.take(true)
    expect({ tip, leftOut }).toEqual({ tip: first, leftOut: [`commits since the last checkpoint: ${what} ${is}`] })
    expect(checkout.show(uncommitted, 'two')).toBe('two')
  },
)

describeInFull('rarer branches and damage', () => {
  test('a work branch that is gone leaves HEAD', async () => {
    await using checkout = await ACheckout.of({})
    checkout.git('branch', '-m', 'renamed')
    const tip = checkout.work('one')
    expect(await checkout.take()).toMatchObject({ tip, tipForBranch: true, others: [] })
  })

  test('history without the base commit does not go to the branch', async () => {
    await using checkout = await ACheckout.of({})
    checkout.git('checkout', '-q', '--orphan', 'fresh')
    const tip = checkout.work('alone')
    checkout.git('branch', '-f', 'polecat/fix', tip)
    checkout.put('left', 'x')
    expect(await checkout.take(true)).toMatchObject({ tip, tipForBranch: false, uncommitted: expect.any(String) })
  })

  test('a branch without a commit leaves the work branch', async () => {
    await using checkout = await ACheckout.of({})
    const tip = checkout.work('one')
    checkout.git('checkout', '-q', '--orphan', 'unborn')
    expect(await checkout.take()).toMatchObject({ tip, tipForBranch: true, others: [] })
  })

  test('a broken branch loses only itself', async () => {
    await using checkout = await ACheckout.of({})
    const tip = checkout.work('one')
    mkdirSync(join(checkout.checkout, '.git/refs/heads/x'))
    writeFileSync(join(checkout.checkout, '.git/refs/heads/x/broken'), `${'a'.repeat(40)}\n`)
    writeFileSync(join(checkout.checkout, '.git/refs/heads/x/nonsense'), 'ref: ../../../etc/passwd\n')
    checkout.git('branch', 'fine', checkout.git('commit-tree', 'HEAD^{tree}', '-p', 'main', '-m', 'fine'))
    const { leftOut, others } = await checkout.take()
    expect(leftOut).toEqual(['2 other branches or stashes cannot be read'])
    expect(others).toEqual([checkout.git('rev-parse', 'fine')])
    expect((await checkout.take()).tip).toBe(tip)
  })

  test('objects that are missing deep inside do not come as if they were whole', async () => {
    await using checkout = await ACheckout.of({})
    const before = checkout.start.start
    checkout.work('one')
    const blob = checkout.git('rev-parse', 'HEAD:one')
    rmSync(join(checkout.checkout, '.git/objects', blob.slice(0, 2), blob.slice(2)), { force: true })
    // With the file there, the snapshot of the files would bring the missing object.
    rmSync(join(checkout.checkout, 'one'))
    for (const tip of [(await checkout.take()).tip, (await checkout.take()).tip]) expect(tip).toBe(before)
  })

  test("an alternates file that is not ours is replaced by ours, so that the agent's git goes on", async () => {
    await using checkout = await ACheckout.of({})
    const file = join(checkout.checkout, '.git/objects/info/alternates')
    checkout.work('one')
    writeFileSync(file, '/nonexistent\n')
    expect((await checkout.take()).tip).toBe(git(checkout.checkout, 'rev-parse', 'HEAD'))
    expect(checkout.git('log', '--oneline').split('\n')).toHaveLength(2)
  })

  test('a repository that is closed to its owner is opened', async () => {
    await using checkout = await ACheckout.of({})
    const tip = checkout.work('one')
    for (const folder of ['.git/objects', '.git']) chmodSync(join(checkout.checkout, folder), 0o000)
    expect(await checkout.take()).toMatchObject({ tip, leftOut: [] })
  })
})
