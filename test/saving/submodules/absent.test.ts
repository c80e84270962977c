/** What a submodule's own index calls not laid out is not taken for deleted, as in the checkout itself. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert, asyncProperty, constantFrom } from 'fast-check'
import { expect, test } from 'vitest'
import { git } from '../../support/attempt-folder.ts'
import { describeInFull, inFull, matrices, moreInFull } from '../../support/full.ts'
import { layOut, layouts } from '../git-index/layouts.ts'
import { Attempt, branch, prefix } from './an-attempt.ts'
import { withModules } from './with-modules.ts'

const nothing = { changed: false, leftOut: [] }
const marked = (...paths: string[]) => [
  `deletions that the index marks as files that are not checked out: ${paths.join(', ')}`,
]

const bits = ['--skip-worktree', '--assume-unchanged']

test.each(inFull(bits, bits.slice(0, 1)))(`%s: a file is not deleted, and told${moreInFull}`, async (bit) => {
  await using checkout = await withModules()
  const { start } = checkout.start
  checkout.agent(
    `cd lib; git update-index ${bit} docs/deep/e docs/deep/f; rm -r docs/deep; cd deep; git update-index ${bit} a; rm a`,
  )
  expect(await checkout.take(true)).toMatchObject({
    ...nothing,
    tip: start,
    kept: marked('lib/deep/a', 'lib/docs/deep/e', 'lib/docs/deep/f'),
  })
  checkout.put('lib/new', 'new')
  rmSync(join(checkout.checkout, 'lib/src/h'))
  const { tip, uncommitted, leftOut, kept } = await checkout.take(true)
  expect([tip, leftOut, kept]).toEqual([start, [], marked('lib/deep/a', 'lib/docs/deep/e', 'lib/docs/deep/f')])
  const head = checkout.git('-C', 'lib', 'rev-parse', 'HEAD')
  expect(git(checkout.handoff, 'diff', '--name-status', head, `${uncommitted}:lib`)).toBe('A\tnew\nD\tsrc/h')
})

test('the tree is what git add -A makes of it', { timeout: 600_000 }, async () => {
  const property = asyncProperty(layouts, constantFrom('lib', 'lib/deep'), async (one, place) => {
    await using checkout = await withModules()
    const folder = join(checkout.checkout, place)
    layOut(folder, one)
    const { tip, uncommitted } = await checkout.take(true)
    git(folder, 'add', '-A', '--sparse')
    const tree = git(folder, 'write-tree')
    const isChanged = tree !== git(folder, 'rev-parse', 'HEAD^{tree}')
    const saved = git(checkout.handoff, 'rev-parse', isChanged ? `${uncommitted}:${place}` : tip)
    expect([saved, uncommitted !== undefined]).toEqual([isChanged ? tree : checkout.start.start, isChanged])
  })
  await assert(property, { numRuns: matrices ? 200 : inFull(6, 2) })
})

describeInFull('other indexes', () => {
  test('what is in a submodule is not for the index of the checkout to say', async () => {
    await using checkout = await withModules()
    // As git never writes it: its own entry for the submodule gives way to one for a file in it.
    checkout.agent(
      'blob=$(git -C lib rev-parse HEAD:z); git update-index --add --replace --cacheinfo 100644,$blob,lib/z; git update-index --skip-worktree lib/z; rm lib/z',
    )
    const { uncommitted, kept } = await checkout.take(true)
    const head = checkout.git('-C', 'lib', 'rev-parse', 'HEAD')
    expect(git(checkout.handoff, 'diff', '--name-status', head, `${uncommitted}:lib`)).toBe('D\tz')
    expect(kept).toBeUndefined()
  })

  test('an index follows the submodule, and one that is torn is told', async () => {
    await using checkout = await withModules()
    checkout.agent('cd lib; git update-index --skip-worktree z; rm z')
    expect(await checkout.take()).toMatchObject(nothing)
    checkout.agent('cd lib; git update-index --no-skip-worktree z')
    expect((await checkout.take()).uncommitted).toBeDefined()
    checkout.agent('cd lib; git update-index --skip-worktree z')
    expect(await checkout.take()).toMatchObject({ ...nothing, kept: marked('lib/z') })
    const index = join(checkout.checkout, '.git/modules/my/lib/index')
    writeFileSync(index, readFileSync(index).subarray(0, 150))
    const { notes, uncommitted } = await checkout.take()
    expect(notes).toEqual(['the index cannot be read: it is cut off (submodule lib)'])
    expect(uncommitted).toBeDefined()
  })

  test('from the agent to the remote', async () => {
    await using attempt = await Attempt.of()
    attempt.agent(
      'echo done >done; cd lib; git update-index --skip-worktree code; rm code; cd deep; git sparse-checkout set --no-cone /none',
    )
    const { state, leftOut } = await attempt.end()
    expect([state, leftOut]).toEqual([
      'saved',
      ['deletions outside of the sparse checkout, if any (1 file)', ...marked('lib/code')],
    ])
    expect(Object.keys(attempt.remoteRefs()).filter((ref) => ref.startsWith(prefix))).toEqual([])
    expect(git(attempt.remote, 'diff', '--name-status', 'main', branch)).toBe('A\tdone')
  })
})
