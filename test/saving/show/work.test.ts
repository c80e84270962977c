import { describe, expect, test } from 'vitest'
import { plainEnvironment } from '../../../src/git/plain-environment.ts'
import { readDiff, readWork } from '../../../src/saving/show/work.ts'
import { AttemptFolder, git } from '../../support/attempt-folder.ts'

function objectsOf(attempt: AttemptFolder) {
  return { gitDir: attempt.remote, env: plainEnvironment(attempt.folder, [attempt.remote], process.env['PATH']) }
}

describe('work upon a base that went on', () => {
  test('commits, uncommitted files and the difference are those of the work alone', async () => {
    await using attempt = new AttemptFolder()
    const start = git(attempt.remote, 'rev-parse', 'main')
    const tip = attempt.commitOnRemote('work', { 'a name': 'one\n' }, 'refs/heads/main')
    const uncommitted = attempt.commitOnRemote('rest', { 'new ü': 'two\n', 'README.md': 'bye\n' }, 'refs/heads/work')
    const base = attempt.commitOnRemote('main', { other: 'theirs\n' })
    const objects = objectsOf(attempt)
    const work = await readWork(objects, { base, tip, uncommitted })
    expect(work).toMatchObject({ base: start, tip, commits: [{ commit: tip, author: 'Test', subject: 'work' }] })
    expect(work.uncommitted).toEqual([
      { status: 'M', path: 'README.md' },
      { status: 'A', path: 'new ü' },
    ])
    const patch = (await readDiff(objects, { base, tip, uncommitted }, 'patch')).toString()
    expect(patch).toContain('+one')
    expect(patch).toContain('-hello')
    expect(patch).not.toContain('theirs')
    expect((await readDiff(objects, { base, tip, uncommitted: undefined }, 'stat')).toString()).toContain(
      '1 file changed',
    )
  })

  test('nothing done yet', async () => {
    await using attempt = new AttemptFolder()
    const start = git(attempt.remote, 'rev-parse', 'main')
    const saved = { base: start, tip: start, uncommitted: undefined }
    expect(await readWork(objectsOf(attempt), saved)).toEqual({ base: start, tip: start, commits: [], uncommitted: [] })
    expect(await readDiff(objectsOf(attempt), saved, 'patch')).toHaveLength(0)
  })
})
