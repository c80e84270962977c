import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { gitClone } from '../../../src/containers/git-clone.ts'
import { gitSave } from '../../../src/containers/git-save.ts'
import { files } from '../../../src/pod/layout.ts'
import type { AttemptSettings } from '../../../src/saving/settings.ts'
import { AttemptFolder, git, importCommit, type Content } from '../../support/attempt-folder.ts'
import { describeInFull } from '../../support/full.ts'
import { serveGit } from '../../support/servers/git-http.ts'

/** A commit on the branch main of a bare repository beside the remote. */
function commitIn(attempt: AttemptFolder, name: string, content: Content): string {
  const gitDir = join(attempt.folder, name)
  if (!existsSync(gitDir)) git(attempt.folder, 'init', '-q', '--bare', gitDir)
  return importCommit(gitDir, content, { ref: 'refs/heads/main' })
}

function modules(name: string, path: string, url: string): string {
  return `[submodule "${name}"]\n\tpath = ${path}\n\turl = ${url}\n`
}

/** The remote with a library in a submodule, which has one of its own. */
function withLibrary(more: Partial<AttemptSettings> = {}): AttemptFolder & { library: string; deep: string } {
  const attempt = new AttemptFolder()
  const deep = commitIn(attempt, 'deep.git', { deep: 'deep\n' })
  const library = commitIn(attempt, 'lib.git', {
    code: 'library\n',
    '.gitmodules': modules('deep', 'deep', '../deep.git'),
    deep: { commit: deep },
  })
  commitIn(attempt, 'remote.git', {
    README: 'main\n',
    '.gitmodules': modules('my/lib', 'vendor/lib', '../lib.git'),
    'vendor/lib': { commit: library },
  })
  attempt.settings = { ...attempt.settings, submodules: true, ...more }
  return Object.assign(attempt, { library, deep })
}

test('submodules are laid out as git would, nested ones too, and stay what they are in a snapshot', async () => {
  await using attempt = withLibrary()
  const clone = attempt.run(gitClone)
  expect([await clone.done, clone.message().message]).toEqual([0, undefined])
  const { checkout } = attempt
  expect(readFileSync(join(checkout, 'vendor/lib/code'), 'utf8')).toBe('library\n')
  expect(readFileSync(join(checkout, 'vendor/lib/deep/deep'), 'utf8')).toBe('deep\n')
  expect(git(checkout, 'status', '--porcelain')).toBe('')
  expect(git(checkout, 'submodule', 'status', '--recursive').split('\n')).toEqual([
    expect.stringMatching(new RegExp(`^ ?${attempt.library} vendor/lib`)),
    expect.stringMatching(new RegExp(`^ ?${attempt.deep} vendor/lib/deep`)),
  ])
  expect(git(join(checkout, 'vendor/lib'), 'rev-parse', 'origin/main')).toBe(attempt.library)
  expect(git(join(checkout, 'vendor/lib/deep'), 'config', '--local', 'user.email')).toBe('polecat@example.com')
  const save = attempt.run(gitSave)
  await save.end()
  const { start } = attempt.readJson(files.start) as { start: string }
  expect(attempt.readJson(files.handover)).toMatchObject({ tip: start, final: true })
  expect(attempt.readJson(files.handover)).not.toHaveProperty('uncommitted')
})

test("what an agent's commit names is not fetched, and does not stop the next attempt", async () => {
  await using attempt = withLibrary()
  const secret = commitIn(attempt, 'secret.git', { secret: 'x' })
  const base = git(attempt.remote, 'rev-parse', 'main')
  const theirs = commitIn(attempt, 'remote.git', {
    '.gitmodules': modules('my/lib', 'vendor/lib', '../secret.git'),
    'vendor/lib': { commit: secret },
  })
  git(attempt.remote, 'update-ref', 'refs/heads/polecat/fix', theirs)
  git(attempt.remote, 'update-ref', 'refs/heads/main', base)
  attempt.settings = { ...attempt.settings, workBranchExplicit: true }
  const clone = attempt.run(gitClone)
  expect([await clone.done, clone.message().message]).toEqual([0, undefined])
  expect(existsSync(join(attempt.checkout, 'vendor/lib/secret'))).toBe(false)
  expect(clone.lines.join('\n')).toMatch(/submodule vendor\/lib stays empty/)
})

test('the token is for the host of the repository alone', async () => {
  await using attempt = withLibrary()
  const user = { name: 'bot', password: 's3cr3t' }
  const server = await serveGit(attempt.folder, { user })
  const other = await serveGit(attempt.folder)
  try {
    commitIn(attempt, 'remote.git', {
      '.gitmodules': modules('lib', 'lib', '../lib.git') + modules('deep', 'deep', `${other.url}/deep.git`),
      lib: { commit: attempt.library },
      deep: { commit: attempt.deep },
    })
    attempt.settings = { ...attempt.settings, repository: `${server.url}/remote.git` }
    attempt.secret('username', user.name)
    attempt.secret('password', user.password)
    const clone = attempt.run(gitClone)
    expect([await clone.done, clone.message().message]).toEqual([0, undefined])
    expect(existsSync(join(attempt.checkout, 'deep/deep'))).toBe(true)
    expect(other.requests.filter(({ authorization }) => authorization !== undefined)).toEqual([])
    expect(other.requests.length).toBeGreaterThan(0)
  } finally {
    await Promise.all([server.close(), other.close()])
  }
})

describeInFull('other submodules', () => {
  test('without the wish for them they stay empty', async () => {
    await using attempt = withLibrary({ submodules: false })
    expect(await attempt.run(gitClone).done).toBe(0)
    expect(existsSync(join(attempt.checkout, 'vendor/lib/code'))).toBe(false)
  })

  test('a depth cuts their history too', async () => {
    await using attempt = withLibrary({ cloneDepth: 1 })
    attempt.settings = { ...attempt.settings, repository: `file://${attempt.remote}` }
    const clone = attempt.run(gitClone)
    expect([await clone.done, clone.message().message]).toEqual([0, undefined])
    expect(git(join(attempt.checkout, 'vendor/lib'), 'rev-list', '--count', 'HEAD')).toBe('1')
  })

  test.skipIf(process.getuid?.() !== 0)(
    'what was written is unchanged in the view of an agent of another uid',
    async () => {
      await using attempt = withLibrary()
      expect(await attempt.run(gitClone).done).toBe(0)
      // As a sandbox that maps users shows the files; their folders keep the owner, without which git refuses to look.
      const own = ['-path', '*/.git', '-prune', '-o', '-type', 'f', '-exec', 'chown', '1000:1000', '{}', '+']
      execFileSync('find', [attempt.checkout, ...own])
      for (const folder of ['', 'vendor/lib', 'vendor/lib/deep'])
        expect(git(join(attempt.checkout, folder), 'diff-index', '--name-only', 'HEAD'), folder).toBe('')
    },
  )
})
