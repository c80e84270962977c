/** What ignore rules hide in a submodule that stands as one is in no commit, and not said to be. */
import { expect, test } from 'vitest'
import { ACheckout } from '../snapshot/a-checkout.ts'
import { rmSync } from 'node:fs'
import { hiddenLimits } from '../../../src/saving/scan/limits.ts'
import { makeRemotes } from './an-attempt.ts'

test('of a submodule: named as not saved, and in the way of nothing', async () => {
  await using checkout = new ACheckout()
  rmSync(checkout.remote, { recursive: true })
  makeRemotes(checkout.folder, undefined, { code: 'code\n', '.gitignore': 'dist/\n' })
  checkout.settings = { ...checkout.settings, submodules: true }
  await checkout.open({}, { ...hiddenLimits, files: 1 })
  checkout.agent('echo mine >>.git/info/exclude; echo mine >mine; mkdir lib/dist; echo x >lib/dist/x')
  const first = await checkout.take(true)
  expect(checkout.show(first.uncommitted, 'mine')).toBe('mine')
  expect(checkout.entries(first.uncommitted)).toContain('160000 lib')
  expect([first.leftOut, first.notes]).toEqual([
    [],
    [
      "1 files and folders that only the agent's own ignore rules hide are beside the branch",
      'not saved: what ignore rules hide in submodules: lib/dist',
    ],
  ])
  // In one that is changed, its files are saved as files, and these with them.
  checkout.agent('rm mine; echo y >>lib/code')
  const { uncommitted, notes } = await checkout.take(true)
  expect(checkout.show(uncommitted, 'lib/dist/x')).toBe('x')
  expect(notes.join('\n')).not.toContain('not saved')
})

test('what cannot be converted is no hidden file: then the submodule is saved as files', async () => {
  await using checkout = new ACheckout()
  rmSync(checkout.remote, { recursive: true })
  makeRemotes(checkout.folder, undefined, { code: 'code\n', '.gitattributes': 'code working-tree-encoding=UTF-16\n' })
  checkout.settings = { ...checkout.settings, submodules: true }
  await checkout.open()
  checkout.put('lib/code', 'x')
  const { uncommitted } = await checkout.take(true)
  expect(checkout.show(uncommitted, 'lib/code')).toBe('x')
})
