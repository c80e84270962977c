/** What the index calls not laid out is not taken for deleted; git itself says what is right. */
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { asyncProperty, assert, uint8Array, nat } from 'fast-check'
import { expect, test } from 'vitest'
import { AbsentFiles } from '../../../src/saving/git-index/absent-files.ts'
import { parseIndex, type ParsedIndex } from '../../../src/saving/git-index/parse-index.ts'
import { IndexError } from '../../../src/saving/git-index/index-error.ts'
import { IndexQuota } from '../../../src/saving/git-index/index-quota.ts'
import { openFolder } from '../../../src/saving/scan/folder.ts'
import { git } from '../../support/attempt-folder.ts'
import { describeInFull, inFull, matrices } from '../../support/full.ts'
import { ACheckout } from '../snapshot/a-checkout.ts'
import { all, files, layOut, layouts } from './layouts.ts'

/** The tree of the last snapshot, with a last commit of ours. */
async function savedTree(checkout: ACheckout): Promise<string> {
  const { tip } = await checkout.take(true)
  return git(checkout.handoff, 'rev-parse', `${tip}^{tree}`)
}

test('a file that was never laid out is not deleted, and that it may have been is told', async () => {
  await using checkout = await ACheckout.of(all)
  checkout.git('update-index', '--skip-worktree', 'docs/d')
  rmSync(join(checkout.checkout, 'docs/d'))
  checkout.put('n', 'n')
  const { tip, leftOut, kept } = await checkout.take(true)
  expect(git(checkout.handoff, 'diff', '--name-status', checkout.start.start, tip)).toBe('A\tn')
  expect(leftOut).toEqual([])
  expect(kept).toEqual(['deletions that the index marks as files that are not checked out: docs/d'])
})

test('a sparse checkout without a change is no change', async () => {
  await using checkout = await ACheckout.of(all)
  checkout.git('sparse-checkout', 'set', '--cone', 'src')
  expect(await checkout.take(true)).toMatchObject({
    tip: checkout.start.start,
    changed: false,
    leftOut: [],
  })
})

test('a torn index loses nothing, and is told', async () => {
  await using checkout = await ACheckout.of(all)
  const index = join(checkout.checkout, '.git/index')
  writeFileSync(index, readFileSync(index).subarray(0, 150))
  checkout.put('n', 'n')
  const { tip, notes } = await checkout.take(true)
  expect(git(checkout.handoff, 'diff', '--name-status', checkout.start.start, tip)).toBe('A\tn')
  expect(notes).toEqual(['the index cannot be read: it is cut off'])
})

const marksIn = ({ absent, folders }: ParsedIndex): number => absent.length + folders.length

test('the tree is what git add -A makes of every form of index', { timeout: 600_000 }, async () => {
  const property = asyncProperty(layouts, async (one) => {
    await using checkout = await ACheckout.of(all)
    layOut(checkout.checkout, one)
    const saved = await savedTree(checkout)
    checkout.git('add', '-A', '--sparse')
    expect(saved).toBe(checkout.git('write-tree'))
  })
  await assert(property, { numRuns: matrices ? 400 : inFull(8, 2) })
})

test('whatever stands there is an index or an error, and never more than there is', async () => {
  await using checkout = await ACheckout.of(all)
  checkout.git('update-index', '--skip-worktree', 'docs/d')
  const index = readFileSync(join(checkout.checkout, '.git/index'))
  const property = asyncProperty(nat(index.length), uint8Array({ maxLength: 8 }), async (at, bytes) => {
    const broken = Buffer.from(index)
    broken.set(bytes.subarray(0, index.length - at), at)
    const read = await parseIndex(broken, () => undefined, new IndexQuota(64 * 1024 * 1024)).catch(
      (error: unknown) => error,
    )
    const isFine = read instanceof IndexError || marksIn(read as ParsedIndex) <= files.length
    expect(isFine, String(read)).toBe(true)
  })
  await assert(property, { numRuns: inFull(2000, 200) })
})

describeInFull('other indexes', () => {
  test('what is there is saved, whatever the index says', async () => {
    await using checkout = await ACheckout.of(all)
    checkout.git('update-index', '--skip-worktree', 'docs/d')
    checkout.put('docs/d', 'changed')
    const { tip, kept } = await checkout.take(true)
    expect(git(checkout.handoff, 'show', `${tip}:docs/d`)).toBe('changed')
    expect(kept).toBeUndefined()
  })

  test('files written below a folder of a sparse index delete nothing beside them', async () => {
    await using checkout = await ACheckout.of({ ...all, 'src/docs/deep/j': 'j', 'src/docs/deep/k': 'k' })
    checkout.git('sparse-checkout', 'set', '--cone', '--sparse-index', 'docs/deep')
    checkout.put('src/docs/deep/new', 'new')
    const { tip } = await checkout.take(true)
    expect(git(checkout.handoff, 'diff', '--name-status', checkout.start.start, tip)).toBe('A\tsrc/docs/deep/new')
  })

  test('an index may be so long, also once it was read', async () => {
    await using checkout = await ACheckout.of(all)
    checkout.git('update-index', '--skip-worktree', 'docs/d')
    using folder = openFolder(join(checkout.checkout, '.git'))
    const absent = new AbsentFiles()
    await absent.refresh(folder)
    expect(absent.bytes).toBe(statSync(join(checkout.checkout, '.git/index')).size)
    await absent.refresh(folder, absent.bytes - 1)
    expect([absent.bytes, absent.absent, absent.notes]).toEqual([
      0,
      undefined,
      ['the index cannot be read: index is too big'],
    ])
  })

  test('another worktree has an index of its own', async () => {
    await using checkout = await ACheckout.of(all)
    checkout.git('worktree', 'add', '-q', '../two', '-b', 'two')
    checkout.git('-C', '../two', 'sparse-checkout', 'set', '--cone', 'src')
    checkout.put('../two/new', 'new')
    const { worktrees = [], leftOut } = await checkout.take(true)
    expect(leftOut).toEqual([])
    const [one] = worktrees
    expect(git(checkout.handoff, 'diff', '--name-status', `${one?.commit}^`, String(one?.commit))).toBe('A\tnew')
  })
})
