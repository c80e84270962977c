import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { gitClone } from '../../src/containers/git-clone.ts'
import { files } from '../../src/pod/layout.ts'
import { AttemptFolder, git } from '../support/attempt-folder.ts'
import { describeInFull, inFull, moreInFull } from '../support/full.ts'

function packs(gitDir: string): string[] {
  const folder = join(gitDir, 'objects/pack')
  return existsSync(folder) ? readdirSync(folder) : []
}

test('leaves an ordinary checkout on the work branch and the repositories that borrow from base', async () => {
  await using attempt = new AttemptFolder()
  const base = attempt.commitOnRemote('main', { 'src/a.txt': 'a\n' })
  git(attempt.remote, 'tag', 'v1', base)
  const clone = attempt.run(gitClone)
  expect(await clone.done).toBe(0)
  expect(clone.message()).toEqual({ ok: true, branch: 'polecat/fix', base, start: base })
  expect(attempt.readJson(files.start)).toEqual({ branch: 'polecat/fix', base, start: base })
  expect(attempt.readJson(files.remote)).toMatchObject({ base, refs: { 'refs/heads/polecat/fix': null } })

  const { checkout } = attempt
  expect(git(checkout, 'status', '--porcelain')).toBe('')
  expect(git(checkout, 'branch', '--show-current')).toBe('polecat/fix')
  expect(git(checkout, 'rev-list', '--count', 'HEAD')).toBe('2')
  expect(git(checkout, 'describe', '--tags')).toBe('v1')
  expect(git(checkout, 'rev-parse', 'main', 'origin/main', 'origin/HEAD')).toBe([base, base, base].join('\n'))
  expect(git(checkout, 'config', 'user.name')).toBe('Polecat')
  expect(git(checkout, 'fsck')).toBe('')
  expect(readFileSync(join(checkout, 'src/a.txt'), 'utf8')).toBe('a\n')
  expect(readFileSync(join(checkout, '.git/objects/info/alternates'), 'utf8')).toBe(
    '../../../../base/base.git/objects\n',
  )
  for (const place of [files.baseRepository, files.handoffRepository, files.pushRepository]) {
    expect(git(attempt.path(place), 'cat-file', '-t', base)).toBe('commit')
    expect(git(attempt.path(place), 'fsck')).toBe('')
  }
  // The history is on the disk once, however many repositories there are.
  expect(packs(attempt.path(files.baseRepository))).not.toEqual([])
  for (const gitDir of [attempt.path(files.handoffRepository), attempt.path(files.pushRepository)])
    expect(packs(gitDir)).toEqual([])
  expect(packs(join(checkout, '.git'))).toEqual([])
})

test('what a stranger put on the branch is not built on, unless it was named', async () => {
  await using attempt = new AttemptFolder()
  const theirs = attempt.commitOnRemote('polecat/fix', { theirs: 'x' }, 'refs/heads/main')
  const first = attempt.run(gitClone)
  expect(await first.done).toBe(0)
  expect(first.message().branch).toBe('polecat/fix-1a2b')

  attempt.makeVolumes()
  attempt.settings = { ...attempt.settings, workBranchExplicit: true }
  const named = attempt.run(gitClone)
  expect(await named.done).toBe(0)
  expect(named.message()).toMatchObject({ branch: 'polecat/fix', start: theirs })
  expect(git(attempt.checkout, 'rev-parse', '@{upstream}')).toBe(theirs)
})

test('run again after it was done, it leaves the work of the agent alone', async () => {
  await using attempt = new AttemptFolder()
  const first = attempt.run(gitClone)
  expect(await first.done).toBe(0)
  writeFileSync(join(attempt.checkout, 'work'), 'mine')
  const again = attempt.run(gitClone)
  expect(await again.done).toBe(0)
  expect(again.message()).toEqual(first.message())
  expect(readFileSync(join(attempt.checkout, 'work'), 'utf8')).toBe('mine')
})

test('nothing that the repository asks for is run while its files are written', async () => {
  await using attempt = new AttemptFolder()
  const pwned = join(attempt.folder, 'pwned')
  attempt.commitOnRemote('main', {
    '.gitattributes': '* filter=evil\n',
    '.gitconfig': `[filter "evil"]\n\tsmudge = touch ${pwned}\n`,
  })
  expect(await attempt.run(gitClone).done).toBe(0)
  expect(existsSync(pwned)).toBe(false)
})

const refused = [
  [
    'a repository that does not exist',
    { repository: '/nonexistent/remote.git' },
    'CloneFailed',
    /no repository found at \/nonexistent/,
  ],
  [
    'a base branch that does not exist',
    { baseBranch: 'mian' },
    'BaseBranchMissing',
    /no branch mian: did you mean main\?/,
  ],
  ['the base as work branch', { workBranch: 'main' }, 'InvalidSpec', /the work branch is the base branch/],
  ['a path outside local mode', { localRepository: false }, 'InvalidSpec', /only local mode/],
  ['plain http to another host', { repository: 'http://git.example.com/a' }, 'InvalidSpec', /plain http/],
  ['ssh without a key', { repository: 'git@git.example.com:a/b' }, 'SecretKeyMissing', /has no ssh-privatekey/],
] as const

test.each(inFull(refused, refused.slice(0, 2)))(`refuses %s${moreInFull}`, async (_, settings, reason, message) => {
  await using attempt = new AttemptFolder()
  attempt.settings = { ...attempt.settings, ...settings }
  const clone = attempt.run(gitClone)
  expect(await clone.done).toBe(1)
  expect(clone.message()).toEqual({ ok: false, reason, message: expect.stringMatching(message) })
  for (const place of [files.start, files.baseRepository, files.checkout])
    expect(existsSync(attempt.path(place))).toBe(false)
})

describeInFull('rarer repositories', () => {
  test('a depth cuts the history, and every repository knows where', async () => {
    await using attempt = new AttemptFolder()
    for (const text of ['1', '2', '3']) attempt.commitOnRemote('main', { file: text })
    attempt.settings = { ...attempt.settings, cloneDepth: 2 }
    expect(await attempt.run(gitClone).done).toBe(0)
    for (const folder of [
      attempt.checkout,
      attempt.path(files.handoffRepository),
      attempt.path(files.pushRepository),
    ]) {
      const { start } = attempt.readJson(files.start) as { start: string }
      expect(git(folder, 'rev-list', '--count', start)).toBe('2')
    }
  })

  test('run again after it was cut off, it begins anew', async () => {
    await using attempt = new AttemptFolder()
    for (const place of [files.baseRepository, files.checkout]) git(attempt.root, 'init', '-q', attempt.path(place))
    writeFileSync(join(attempt.checkout, 'half'), 'written')
    expect(await attempt.run(gitClone).done).toBe(0)
    expect(git(attempt.checkout, 'status', '--porcelain')).toBe('')
  })

  test('refuses an empty repository and a SHA-256 one', async () => {
    await using attempt = new AttemptFolder()
    const other = join(attempt.folder, 'other.git')
    git(attempt.folder, 'init', '-q', '--bare', other)
    attempt.settings = { ...attempt.settings, repository: other }
    const empty = attempt.run(gitClone)
    expect(await empty.done).toBe(1)
    expect(empty.message()).toMatchObject({
      reason: 'BaseBranchMissing',
      message: 'the repository is empty: push a first commit to main',
    })

    const sha256 = join(attempt.folder, 'sha256.git')
    git(attempt.folder, 'init', '-q', '--bare', '--object-format=sha256', sha256)
    const tree = git(sha256, 'hash-object', '-t', 'tree', '-w', '/dev/null')
    git(sha256, 'update-ref', 'refs/heads/main', git(sha256, 'commit-tree', tree, '-m', 'x'))
    attempt.settings = { ...attempt.settings, repository: sha256 }
    const other256 = attempt.run(gitClone)
    expect(await other256.done).toBe(1)
    expect(other256.message()).toMatchObject({ reason: 'InvalidSpec', message: expect.stringMatching(/SHA-256/) })
  })
})
