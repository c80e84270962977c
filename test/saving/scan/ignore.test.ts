import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { usualLimits } from '../../../src/saving/scan/limits.ts'
import { git } from '../../support/attempt-folder.ts'
import { describeInFull } from '../../support/full.ts'
import { ACheckout } from '../snapshot/a-checkout.ts'

/** Paths that differ from the commit's parent. */
function changed(checkout: ACheckout, commit: string | undefined): string[] {
  const paths = git(checkout.handoff, 'diff-tree', '-r', '--name-only', '--no-commit-id', String(commit))
  return paths.split('\n').filter((path) => path !== '')
}

test("only the base commit's ignore rules leave out, and never what is tracked", async () => {
  await using checkout = await ACheckout.of({
    '.gitignore': 'hidden/\n*.log\n!kept.log\nfolder-only/\n',
    'sub/.gitignore': '*\n!yes\n',
    'tracked.log': 'tracked',
  })
  checkout.put('.gitignore', '*\n')
  checkout.put('hidden/.gitignore', '!deep\n')
  const names = ['hidden/deep', 'a.log', 'kept.log', 'tracked.log', 'folder-only', 'x/folder-only/y', 'sub/no', 'new']
  for (const name of [...names, 'sub/yes']) checkout.put(name, 'x')
  const { uncommitted, notes, leftOut } = await checkout.take(false, true)
  expect(changed(checkout, uncommitted)).toEqual([
    '.gitignore',
    'folder-only',
    'kept.log',
    'new',
    'sub/yes',
    'tracked.log',
  ])
  expect(notes).toEqual([
    '3 files and folders hidden by ignore rules',
    "4 files and folders that only the agent's own ignore rules hide are beside the branch",
  ])
  expect(leftOut).toEqual([])
})

test("what only the agent's rules hide waits for the end, and is never in a commit of ours on the branch", async () => {
  await using checkout = await ACheckout.of({ 'src/.gitignore': '*.o\n' })
  checkout.put('.gitignore', 'node_modules/\n/src/local\n')
  checkout.put('src/deep/.gitignore', 'inner\n')
  checkout.git('config', 'core.excludesFile', '/dev/null')
  checkout.put('.git/info/exclude', '*.secret\n')
  const hidden = ['node_modules/a/index.js', 'node_modules/b/.bin/x', 'src/deep/inner', 'src/local', 'x.secret']
  for (const name of [...hidden, 'src/deep/outer', 'src/x.o', 'node_modules/x.o']) checkout.put(name, name)
  expect(changed(checkout, (await checkout.take()).uncommitted)).toEqual([
    '.gitignore',
    'src/deep/.gitignore',
    'src/deep/outer',
  ])
  const { tip, uncommitted } = await checkout.take(true)
  expect(changed(checkout, tip)).toEqual(['.gitignore', 'src/deep/.gitignore', 'src/deep/outer'])
  expect(git(checkout.handoff, 'rev-parse', `${uncommitted}^`)).toBe(tip)
  expect(changed(checkout, uncommitted)).toEqual([...hidden, 'node_modules/x.o'].toSorted())
  expect(await checkout.take(true)).toMatchObject({ tip, uncommitted })
  expect(git(checkout.handoff, 'fsck', '--strict', String(uncommitted))).not.toContain('error')
})

describeInFull('changes and limits', () => {
  test("the agent's rules are followed as they change", async () => {
    await using checkout = await ACheckout.of({})
    checkout.put('a/one', '1')
    checkout.put('a/two', '2')
    const seen = async () => changed(checkout, (await checkout.take()).uncommitted)
    expect(await seen()).toEqual(['a/one', 'a/two'])
    checkout.put('a/.gitignore', 'one\n')
    expect(await seen()).toEqual(['a/.gitignore', 'a/two'])
    checkout.put('.gitignore', 'two\n')
    expect(await seen()).toEqual(['.gitignore', 'a/.gitignore'])
    rmSync(join(checkout.checkout, 'a/.gitignore'))
    expect(await seen()).toEqual(['.gitignore', 'a/one'])
    checkout.put('.gitignore', '')
    expect(await seen()).toEqual(['.gitignore', 'a/one', 'a/two'])
  })

  test('beyond its own limits what the agent hid is named, and nothing is incomplete', async () => {
    await using checkout = await ACheckout.of({}, {}, { ...usualLimits, files: 3, allBytes: 1000 })
    checkout.put('.gitignore', 'node_modules\n*.local\n')
    for (const name of ['1', '2', '3', '4']) checkout.put(`node_modules/${name}/index.js`, name)
    checkout.put('notes.local', 'mine')
    checkout.put('visible', 'x'.repeat(2000))
    const { tip, uncommitted, leftOut, notes } = await checkout.take(true)
    expect(checkout.show(tip, 'visible')).toHaveLength(2000)
    expect(checkout.show(uncommitted, 'notes.local')).toBe('mine')
    expect(checkout.entries(uncommitted).filter((entry) => entry.includes('node_modules'))).toHaveLength(2)
    expect(leftOut).toEqual([])
    expect(notes[0]).toMatch(
      /^2 files beyond the limit in all: node_modules.* \(hidden by the agent's own ignore rules\)$/,
    )
  })
})
