import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { git } from '../../support/attempt-folder.ts'
import { describeInFull } from '../../support/full.ts'
import { AnLfsCheckout } from './an-lfs-checkout.ts'

/** The remote is its own library too, at vendor/lib. */
function withLibrary(attempt: AnLfsCheckout, branch: string): string {
  const library = git(attempt.remote, 'rev-parse', 'main')
  const work = join(attempt.folder, `work-${branch.replaceAll('/', '-')}`)
  git(attempt.folder, 'clone', '-q', attempt.remote, work)
  writeFileSync(join(work, '.gitmodules'), '[submodule "lib"]\n\tpath = vendor/lib\n\turl = ../remote.git\n')
  git(work, 'add', '.gitmodules')
  git(work, 'update-index', '--add', '--cacheinfo', `160000,${library},vendor/lib`)
  git(work, 'commit', '-qm', 'library')
  git(work, 'push', '-q', 'origin', `HEAD:refs/heads/${branch}`)
  attempt.settings = { ...attempt.settings, submodules: true }
  return library
}

test('submodules have theirs too, and stay what they are in a snapshot', async () => {
  await using attempt = await AnLfsCheckout.served()
  withLibrary(attempt, 'main')
  await attempt.open({ fileBytes: 1024, allBytes: 4096 })
  expect(attempt.read('vendor/lib/assets/one.bin')).toBe('first content\n')
  expect(git(join(attempt.checkout, 'vendor/lib'), 'status', '--porcelain')).toBe('')
  expect(attempt.git('status', '--porcelain')).toBe('')
  expect(attempt.server.requests.filter(({ path }) => path.startsWith('/content/'))).toHaveLength(2)
  expect(await attempt.take()).toMatchObject({ changed: false, leftOut: [] })
})

describeInFull('of an agent', () => {
  test("those of a commit that only an agent's names stay pointers", async () => {
    await using attempt = await AnLfsCheckout.served()
    withLibrary(attempt, 'main')
    attempt.commitOnRemote('library', { 'more.bin': attempt.server.put('more\n') }, 'refs/heads/main')
    const work = join(attempt.folder, 'work-main')
    git(work, 'fetch', '-q', 'origin')
    git(work, 'update-index', '--cacheinfo', `160000,${git(work, 'rev-parse', 'origin/library')},vendor/lib`)
    git(work, 'commit', '-qm', 'another')
    git(work, 'push', '-q', 'origin', 'HEAD:refs/heads/polecat/fix')
    attempt.settings = { ...attempt.settings, workBranchExplicit: true }
    const clone = await attempt.clone()
    expect([clone.status, clone.message().message]).toEqual([0, undefined])
    expect(attempt.read('assets/one.bin')).toBe('first content\n')
    expect(attempt.read('vendor/lib/more.bin')).toMatch(/^version/)
    expect(clone.lines.join('\n')).toMatch(/LFS files of vendor\/lib stay pointers/)
  })
})
