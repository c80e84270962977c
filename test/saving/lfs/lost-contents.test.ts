import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { gitClone } from '../../../src/containers/git-clone.ts'
import { gitPush } from '../../../src/containers/git-push.ts'
import { gitSave } from '../../../src/containers/git-save.ts'
import { files } from '../../../src/pod/layout.ts'
import { nameLostContents } from '../../../src/saving/lfs/lost-contents.ts'
import { pointerText } from '../../../src/saving/lfs/pointer.ts'
import { storeOf } from '../../../src/saving/lfs/store.ts'
import { openOwnGit } from '../../../src/saving/snapshot/own-git.ts'
import { AttemptFolder, until } from '../../support/attempt-folder.ts'
import { ACheckout } from '../snapshot/a-checkout.ts'

const pointer = (letter: string): string => pointerText({ oid: letter.repeat(64), size: 12 })

test('a pointer to a content that no server is known to have is named; one of an older commit is not', async () => {
  await using attempt = new AttemptFolder()
  attempt.commitOnRemote('main', { old: pointer('a') })
  attempt.commitOnRemote('main', { old: 'replaced\n' })
  expect(await attempt.run(gitClone).done).toBe(0)
  const push = attempt.run(gitPush)
  writeFileSync(`${attempt.checkout}/old`, pointer('a'))
  writeFileSync(`${attempt.checkout}/new`, pointer('b'))
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@b']
  execFileSync('git', ['add', '.'], { cwd: attempt.checkout })
  execFileSync('git', [...identity, 'commit', '-qm', 'work'], { cwd: attempt.checkout })
  const save = attempt.run(gitSave)
  writeFileSync(attempt.path(files.ended), '{"status":0,"nonce":"one"}')
  await until(() => push.message().final, 'the final push')
  await save.end()
  await push.end()
  expect(push.message()).toMatchObject({
    state: 'incomplete',
    commit: attempt.remoteRefs()['refs/heads/polecat/fix'],
    leftOut: ['LFS contents that no server is known to have: new'],
  })
})

/** What is told of the checkout's HEAD. */
async function told(checkout: ACheckout, { path = process.env['PATH'], signal = new AbortController().signal } = {}) {
  const own = openOwnGit(join(checkout.checkout, '.git'), join(checkout.folder, 'own'), path)
  const facts = { tipForBranch: true, others: [], leftOut: [], notes: [], changed: true }
  const snapshot = { tip: checkout.git('rev-parse', 'HEAD'), ...facts }
  const store = storeOf(checkout.path(files.baseRepository))
  return (await nameLostContents(own, snapshot, checkout.start, store, signal)).leftOut
}

/** A commit with three pointers, two of them of older commits, and a `git` that does something first where it searches those. */
async function withThree(before: string): Promise<{ checkout: ACheckout; path: string }> {
  const checkout = new ACheckout()
  checkout.commitOnRemote('main', { old: pointer('a'), older: pointer('b') })
  checkout.commitOnRemote('main', { old: 'replaced\n', older: 'replaced\n' })
  await checkout.open()
  for (const [name, letter] of Object.entries({ old: 'a', older: 'b', new: 'c' })) checkout.put(name, pointer(letter))
  checkout.git('add', '.')
  checkout.git('commit', '-qm', 'three')
  const folder = join(checkout.folder, 'bin')
  mkdirSync(folder)
  const git = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim()
  const script = `#!/bin/sh\ncase " $* " in *" log "*) echo >>'${checkout.folder}/searched'; ${before}; esac\nexec '${git}' "$@"\n`
  writeFileSync(join(folder, 'git'), script, { mode: 0o755 })
  return { checkout, path: `${folder}:${process.env['PATH']}` }
}

test('older commits are searched once for all pointers', async () => {
  const { checkout, path } = await withThree(':')
  await using _ = checkout
  expect(await told(checkout, { path })).toEqual(['LFS contents that no server is known to have: new'])
  expect(readFileSync(join(checkout.folder, 'searched'), 'utf8')).toBe('\n')
})

test('what a search that takes too long has not found by then is named', async () => {
  const { checkout, path } = await withThree('exec sleep 1000')
  await using _ = checkout
  const limit = new AbortController()
  const telling = told(checkout, { path, signal: limit.signal })
  await until(() => existsSync(join(checkout.folder, 'searched')), 'the search')
  limit.abort()
  expect(await telling).toEqual(['LFS contents that no server is known to have: new, old, older'])
})

test('files that cannot be looked through are told, and fail nothing', async () => {
  const { checkout } = await withThree(':')
  await using _ = checkout
  const line = 'LFS contents: not all new files could be looked through for pointers to them'
  expect(await told(checkout, { signal: AbortSignal.abort() })).toEqual([line])
  expect(await told(checkout, { path: '/nonexistent' })).toEqual([line])
})
