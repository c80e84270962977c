import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { gitClone } from '../../../src/containers/git-clone.ts'
import { files } from '../../../src/pod/layout.ts'
import { AttemptFolder, git } from '../../support/attempt-folder.ts'
import { describeInFull } from '../../support/full.ts'

const branch = 'refs/heads/polecat/fix'
const rescued = (name: string): string => `refs/gastown/fix-1a2b3c4d/1/${name}`

/** A first attempt that was cloned, for its commits to be pushed as git-push would have. */
class Continued extends AttemptFolder {
  start = ''

  static async after(content: Record<string, string> = { a: 'one\n', b: 'two\n' }): Promise<Continued> {
    const attempt = new Continued()
    attempt.commitOnRemote('main', content)
    if ((await attempt.run(gitClone).done) !== 0) throw new Error('the first clone failed')
    attempt.start = (attempt.readJson(files.start) as { start: string }).start
    return attempt
  }

  /** As git-push: commits of the handoff repository to refs of the remote. */
  pushed(refs: Record<string, string>): void {
    for (const [ref, commit] of Object.entries(refs))
      git(this.path(files.pushRepository), 'push', '-q', '-f', this.remote, `${commit}:${ref}`)
  }

  /** The next attempt's clone, which is to succeed. */
  async next(settings: Partial<AttemptFolder['settings']> = {}): Promise<{ branch?: string; start?: string }> {
    this.makeVolumes()
    this.settings = { ...this.settings, attempt: 2, rescuePrefix: 'refs/gastown/fix-1a2b3c4d/2', ...settings }
    const clone = this.run(gitClone)
    if ((await clone.done) !== 0) throw new Error(clone.lines.join('\n'))
    // Fails where anything is missing.
    git(this.checkout, 'fsck')
    return clone.message()
  }

  get note(): string {
    const file = this.path(files.note)
    return existsSync(file) ? readFileSync(file, 'utf8') : ''
  }

  text(path: string): string {
    return readFileSync(join(this.checkout, path), 'utf8')
  }

  get state(): string {
    return git(this.checkout, 'status', '--porcelain')
  }
}

const lastPush = (commit: string) => ({ lastPush: { attempt: 1, commit } })

test('commits and uncommitted files of a checkpoint are there again', async () => {
  await using attempt = await Continued.after()
  const tip = attempt.commit({ done: 'yes' }, attempt.start)
  const snapshot = attempt.commit({ half: 'way', b: null }, tip)
  attempt.pushed({ [rescued('checkpoint')]: tip, [rescued('uncommitted')]: snapshot })
  expect(await attempt.next()).toMatchObject({ branch: 'polecat/fix', start: tip })
  expect(attempt.state).toBe('D b\n?? half')
  expect(attempt.text('half')).toBe('way')
  expect(attempt.note).toMatch(/^An earlier attempt at this task saved work/)
  expect(attempt.note).not.toMatch(/conflict/)
})

test('uncommitted files are applied to a base branch that has moved on', async () => {
  await using attempt = await Continued.after({ a: '1\n2\n3\n4\n5\n6\n7\n8\n' })
  const snapshot = attempt.commit({ a: 'one\n2\n3\n4\n5\n6\n7\n8\n', new: 'file' }, attempt.start)
  attempt.pushed({ [rescued('uncommitted')]: snapshot })
  const moved = attempt.commitOnRemote('main', { a: '1\n2\n3\n4\n5\n6\n7\neight\n' })
  expect(await attempt.next()).toMatchObject({ start: moved })
  expect(attempt.text('a')).toBe('one\n2\n3\n4\n5\n6\n7\neight\n')
  expect(attempt.state).toBe('M a\n?? new')
})

test('conflicts are files with markers, named in the note; the branch stays as it is', async () => {
  await using attempt = await Continued.after()
  const tip = attempt.commit({ ours: '1' }, attempt.start)
  const refused = attempt.commit({ a: 'mine\n', fine: '1' }, tip)
  const snapshot = attempt.commit({ b: 'half\n' }, refused)
  attempt.pushed({ [branch]: tip, [rescued('branch')]: refused, [rescued('uncommitted')]: snapshot })
  const theirs = attempt.commitOnRemote('polecat/fix', { a: 'theirs\n', b: 'theirs\n' })
  expect(await attempt.next(lastPush(tip))).toMatchObject({ branch: 'polecat/fix', start: theirs })
  expect(git(attempt.checkout, 'rev-parse', 'HEAD')).toBe(theirs)
  expect(attempt.state).toBe('M a\n M b\n?? fine')
  expect(attempt.text('a')).toBe('<<<<<<< this-branch\ntheirs\n=======\nmine\n>>>>>>> earlier-attempt\n')
  expect(attempt.text('b')).toContain('<<<<<<< ')
  expect(attempt.note).toMatch(/conflict markers.*\n {2}a\n {2}b\n$/)
  expect(git(attempt.path(files.baseRepository), 'for-each-ref', 'refs/this-branch', 'refs/earlier-attempt')).toBe('')
})

describeInFull('rarer earlier work', () => {
  test('a first attempt has no note', async () => {
    await using attempt = await Continued.after()
    expect(attempt.note).toBe('')
  })

  test('the base branch that has moved on is not merged', async () => {
    await using attempt = await Continued.after()
    const tip = attempt.commit({ done: 'yes' }, attempt.start)
    attempt.pushed({ [rescued('checkpoint')]: tip })
    attempt.commitOnRemote('main', { later: '1' })
    expect(await attempt.next()).toMatchObject({ start: tip })
    expect(attempt.state).toBe('')
  })

  test('a branch that somebody else pushed to is merged with the commits that it refused', async () => {
    await using attempt = await Continued.after()
    const tip = attempt.commit({ ours: '1' }, attempt.start)
    const refused = attempt.commit({ more: '1' }, tip)
    attempt.pushed({ [branch]: tip, [rescued('branch')]: refused })
    const theirs = attempt.commitOnRemote('polecat/fix', { theirs: '1' })
    const { start = '' } = await attempt.next(lastPush(tip))
    expect(git(attempt.checkout, 'log', '-1', '--format=%P%n%an', start).split('\n')).toEqual([
      `${theirs} ${refused}`,
      'Polecat',
    ])
    expect(git(attempt.checkout, 'ls-files')).toBe('README.md\na\nb\nmore\nours\ntheirs')
    expect(attempt.state).toBe('')
  })

  test('an orphan branch is not applied, but can be looked at', async () => {
    await using attempt = await Continued.after()
    const orphan = attempt.commit({ alone: '1' }, null)
    attempt.pushed({ [rescued('branch')]: orphan })
    expect(await attempt.next()).toMatchObject({ start: attempt.start })
    expect(attempt.note).toContain(`commit ${orphan} (${rescued('branch')})`)
    expect(git(attempt.checkout, 'show', `${orphan}:alone`)).toBe('1')
  })

  test('a cut history is fetched far enough to apply what was saved', async () => {
    await using attempt = await Continued.after()
    for (const text of ['1', '2', '3']) attempt.commitOnRemote('main', { file: text })
    attempt.makeVolumes()
    attempt.settings = { ...attempt.settings, repository: `file://${attempt.remote}`, cloneDepth: 1 }
    const first = attempt.run(gitClone)
    expect(await first.done).toBe(0)
    const { start = '' } = first.message()
    const tip = attempt.commit({ done: 'yes' }, start)
    const snapshot = attempt.commit({ half: 'way' }, tip)
    attempt.pushed({ [rescued('checkpoint')]: tip, [rescued('uncommitted')]: snapshot })
    expect(await attempt.next()).toMatchObject({ start: tip })
    expect(attempt.state).toBe('?? half')
  })

  test("a stranger's branch is left alone by a later attempt too; a pushed one of ours is continued", async () => {
    await using attempt = await Continued.after()
    const theirs = attempt.commitOnRemote('polecat/fix', { theirs: '1' }, 'refs/heads/main')
    expect(await attempt.next()).toMatchObject({ branch: 'polecat/fix-1a2b', start: attempt.start })
    expect(await attempt.next(lastPush(theirs))).toMatchObject({ branch: 'polecat/fix', start: theirs })
  })
})
