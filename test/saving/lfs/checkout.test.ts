import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { git } from '../../support/attempt-folder.ts'
import { describeInFull } from '../../support/full.ts'
import { AnLfsCheckout, big } from './an-lfs-checkout.ts'

const gitLfs =
  '[filter "lfs"]\n\tclean = git-lfs clean -- %f\n\tsmudge = git-lfs smudge -- %f\n\tprocess = git-lfs filter-process\n\trequired = true\n'
const hasGitLfs = spawnSync('git-lfs', ['version']).status === 0

test('the files are there, and for git nothing has changed', async () => {
  await using attempt = await AnLfsCheckout.served()
  const clone = await attempt.clone()
  expect([clone.status, clone.message().message]).toEqual([0, undefined])
  expect(attempt.read('assets/one.bin')).toBe('first content\n')
  expect(readFileSync(join(attempt.checkout, 'assets/big file.bin')).equals(big)).toBe(true)
  expect(attempt.git('status', '--porcelain')).toBe('')
  expect(attempt.git('diff-files', '--name-only')).toBe('')
  expect(clone.lines.join('\n')).toMatch(/2 files are in LFS, 3\.1 MB/)
  expect(attempt.server.requests.map(({ path }) => path)).toEqual([
    '/lfs/objects/batch',
    expect.stringMatching(/^\/content\//),
    expect.stringMatching(/^\/content\//),
  ])
})

test('what the agent leaves alone stays a pointer in its commits, however often git reads it', async () => {
  await using attempt = await AnLfsCheckout.served()
  await attempt.clone()
  const pointer = attempt.blob('assets/one.bin')
  utimesSync(join(attempt.checkout, 'assets/one.bin'), 1, 1)
  utimesSync(join(attempt.checkout, 'assets/big file.bin'), 1, 1)
  expect(attempt.git('status', '--porcelain')).toBe('')
  mkdirSync(join(attempt.checkout, 'moved'))
  attempt.git('mv', 'assets/one.bin', 'moved/one.bin')
  attempt.put('copy.bin', 'first content\n')
  attempt.put('assets/big file.bin', 'changed\n')
  attempt.put('new.bin', 'new\n')
  attempt.git('add', '-A')
  attempt.git('commit', '-qm', 'work')
  expect([attempt.blob('moved/one.bin'), attempt.blob('copy.bin')]).toEqual([pointer, pointer])
  expect([attempt.blob('assets/big file.bin'), attempt.blob('new.bin')]).toEqual(['changed', 'new'])
  expect(attempt.git('status', '--porcelain')).toBe('')
  attempt.git('checkout', '-q', 'main')
  expect(readFileSync(join(attempt.checkout, 'assets/big file.bin')).equals(big)).toBe(true)
  attempt.git('worktree', 'add', '-q', '--detach', '../other', 'main')
  expect(readFileSync(join(attempt.checkout, '../other/assets/one.bin'), 'utf8')).toBe('first content\n')
  expect(git(join(attempt.checkout, '../other'), 'status', '--porcelain')).toBe('')
})

test('without the wish for them they stay pointers', async () => {
  await using attempt = await AnLfsCheckout.served()
  attempt.settings = { ...attempt.settings, lfs: false }
  expect((await attempt.clone()).status).toBe(0)
  expect(attempt.read('assets/one.bin')).toMatch(/^version https:\/\/git-lfs/)
  expect(attempt.server.requests).toEqual([])
  expect(existsSync(join(attempt.checkout, '.git/lfs-filter'))).toBe(false)
})

describeInFull('other repositories', () => {
  test('rules of folders, macros and quoted names count', async () => {
    await using attempt = await AnLfsCheckout.served()
    const pointer = attempt.server.put('in a folder\n')
    attempt.commitOnRemote('main', {
      '.gitattributes': '[attr]large filter=lfs -text\n*.dat large\n"quoted name.raw" filter=lfs\n*.bin filter=lfs\n',
      'a [1]/.gitattributes': '*.tiff filter=lfs\n/top.png filter=lfs\nplain.tiff -filter\n',
      'a [1]/deep/x.tiff': pointer,
      'a [1]/top.png': pointer,
      'a [1]/plain.tiff': pointer,
      'macro.dat': pointer,
      'quoted name.raw': pointer,
      'outside.tiff': pointer,
    })
    const clone = await attempt.clone()
    expect([clone.status, clone.message().message]).toEqual([0, undefined])
    for (const path of ['a [1]/deep/x.tiff', 'a [1]/top.png', 'macro.dat', 'quoted name.raw'])
      expect([path, attempt.read(path)]).toEqual([path, 'in a folder\n'])
    for (const path of ['outside.tiff', 'a [1]/plain.tiff']) expect(attempt.read(path)).toBe(pointer)
    expect(attempt.git('status', '--porcelain')).toBe('')
    utimesSync(join(attempt.checkout, 'macro.dat'), 1, 1)
    utimesSync(join(attempt.checkout, 'quoted name.raw'), 1, 1)
    expect(attempt.git('status', '--porcelain')).toBe('')
  })

  test('the bits of a program stay', async () => {
    await using attempt = await AnLfsCheckout.served()
    attempt.commitOnRemote('main', { 'tool.bin': attempt.server.put('#!/bin/sh\necho tool\n') })
    const index = join(attempt.folder, 'mode-index')
    const env = { ...process.env, GIT_INDEX_FILE: index }
    const inRemote = (...args: string[]) =>
      spawnSync('git', args, { cwd: attempt.remote, env, encoding: 'utf8' }).stdout.trim()
    inRemote('read-tree', 'main')
    const blob = inRemote('rev-parse', 'main:tool.bin')
    inRemote('update-index', '--cacheinfo', `100755,${blob},tool.bin`)
    git(
      attempt.remote,
      'update-ref',
      'refs/heads/main',
      git(attempt.remote, 'commit-tree', inRemote('write-tree'), '-m', 'x'),
    )
    expect((await attempt.clone()).status).toBe(0)
    expect(spawnSync(join(attempt.checkout, 'tool.bin'), { encoding: 'utf8' }).stdout).toBe('tool\n')
    expect(attempt.git('status', '--porcelain')).toBe('')
  })

  test('a repository without LFS is cloned as ever', async () => {
    await using attempt = await AnLfsCheckout.served()
    attempt.commitOnRemote('other', { 'plain.txt': 'x\n' }, 'refs/none')
    attempt.settings = { ...attempt.settings, baseBranch: 'other' }
    expect((await attempt.clone()).status).toBe(0)
    expect(attempt.server.requests).toEqual([])
    expect(attempt.git('status', '--porcelain')).toBe('')
  })

  test('pointers of old kinds stay what they are', async () => {
    await using attempt = await AnLfsCheckout.served()
    const old = attempt.server.put('old\n').replace('git-lfs.github.com', 'hawser.github.com')
    attempt.commitOnRemote('main', { 'old.bin': old })
    const clone = await attempt.clone()
    expect(clone.status).toBe(0)
    expect(attempt.read('old.bin')).toBe(old)
    expect(clone.lines.join('\n')).toMatch(/1 LFS pointers are of an old or extended kind/)
    expect(attempt.git('status', '--porcelain')).toBe('')
  })

  test("the program git-lfs in the agent's image, or its absence, makes no difference", async () => {
    await using attempt = await AnLfsCheckout.served()
    await attempt.clone()
    const programs = join(attempt.folder, 'programs')
    mkdirSync(programs)
    writeFileSync(join(programs, 'git-lfs'), '#!/bin/sh\nexit 1\n')
    chmodSync(join(programs, 'git-lfs'), 0o755)
    expect(attempt.gitWithConfig(gitLfs, 'status', '--porcelain')).toBe('')
    attempt.put('assets/one.bin', 'changed\n')
    utimesSync(join(attempt.checkout, 'assets/big file.bin'), 1, 1)
    attempt.put('new.bin', 'new\n')
    attempt.gitWithConfig(gitLfs, 'add', '-A')
    attempt.gitWithConfig(gitLfs, 'commit', '-qm', 'work')
    expect(attempt.blob('assets/one.bin')).toBe('changed')
    expect(attempt.blob('new.bin')).toBe('new')
    expect(attempt.blob('assets/big file.bin')).toMatch(/^version/)
  })

  test.skipIf(!hasGitLfs)('so it is with the real git-lfs (skipped where it is missing)', async () => {
    await using attempt = await AnLfsCheckout.served()
    await attempt.clone()
    expect(attempt.gitWithConfig(gitLfs, 'status', '--porcelain')).toBe('')
    utimesSync(join(attempt.checkout, 'assets/one.bin'), 1, 1)
    attempt.put('assets/big file.bin', 'changed\n')
    attempt.gitWithConfig(gitLfs, 'add', '-A')
    attempt.gitWithConfig(gitLfs, 'commit', '-qm', 'work')
    expect(attempt.git('diff', '--name-only', 'HEAD~')).toBe('assets/big file.bin')
    attempt.gitWithConfig(gitLfs, 'checkout', '-q', 'main')
    expect(readFileSync(join(attempt.checkout, 'assets/big file.bin')).equals(big)).toBe(true)
  })
})
