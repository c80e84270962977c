import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { gitRelease } from '../../src/containers/git-release.ts'
import { AttemptFolder, git, until } from '../support/attempt-folder.ts'
import { describeInFull } from '../support/full.ts'
import { serveGit } from '../support/servers/git-http.ts'
import { branch, hook, rescue } from './a-clone.ts'

/** The remote has the attempt's commits at the rescue ref. */
function held(): AttemptFolder & { tip: string } {
  const attempt = new AttemptFolder()
  const tip = attempt.commitOnRemote('held', { ci: 'on: push' }, 'refs/heads/main')
  git(attempt.remote, 'update-ref', `${rescue}/branch`, tip)
  git(attempt.remote, 'update-ref', '-d', 'refs/heads/held')
  return Object.assign(attempt, { tip })
}

test('the held commits go to the work branch, and their rescue ref away', async () => {
  await using attempt = held()
  const release = attempt.run(gitRelease)
  expect(await release.done).toBe(0)
  expect(release.message()).toMatchObject({ state: 'saved', final: true, commit: attempt.tip, rescueRefs: [] })
  expect(attempt.remoteRefs()).toMatchObject({ [branch]: attempt.tip })
  expect(attempt.remoteRefs()[`${rescue}/branch`]).toBeUndefined()
})

test('a branch that somebody made meanwhile is not replaced', async () => {
  await using attempt = held()
  const theirs = attempt.commitOnRemote('polecat/fix', { theirs: '1' }, 'refs/heads/main')
  const release = attempt.run(gitRelease)
  expect(await release.done).toBe(1)
  expect(release.message()).toMatchObject({
    state: 'rescued',
    reason: 'PushRejected',
    rescueRefs: [`${rescue}/branch`],
    message: `${branch} has commits that the held ones do not contain`,
  })
  expect(attempt.remoteRefs()).toMatchObject({ [branch]: theirs, [`${rescue}/branch`]: attempt.tip })
})

const hangs = ': >hung; exec sleep 600'

test('told to end while a push hangs, it says that nobody knows whether that arrives', async () => {
  await using attempt = held()
  hook(attempt.remote, 'pre-receive', hangs)
  const release = attempt.run(gitRelease)
  await until(() => existsSync(join(attempt.remote, 'hung')), 'the push')
  expect(await release.end()).toBe(1)
  expect(release.message()).toEqual({
    state: 'failed',
    final: true,
    unverified: [branch],
    reason: 'PushFailed',
    message: 'stopped before the remote responded',
  })
  expect(release.lines.at(-1)).toBe('sent, but not verified: stopped before the remote responded')
})

describeInFull('rarer ends', () => {
  test('what is verified stays told where the remote goes away before its rescue ref is removed', async () => {
    await using attempt = held()
    // The second push is the removal; whoever looks at its outcome finds nothing.
    hook(attempt.remote, 'post-receive', `grep -q ' 0\\{40\\} ' || exit 0; mv ${attempt.remote} ${attempt.remote}.away`)
    const release = attempt.run(gitRelease)
    expect(await release.done).toBe(0)
    expect(release.message()).toMatchObject({ state: 'saved', commit: attempt.tip })
    expect(release.lines.join('\n')).toMatch(/^the rescue ref may stay on the remote: /m)
  })

  test('what was sent to a remote that went away is not said to be missing', async () => {
    await using attempt = held()
    hook(attempt.remote, 'post-receive', `mv ${attempt.remote} ${attempt.remote}.away`)
    const release = attempt.run(gitRelease)
    expect(await release.done).toBe(1)
    expect(release.message()).toMatchObject({ state: 'failed', reason: 'PushFailed', unverified: [branch] })
    renameSync(`${attempt.remote}.away`, attempt.remote)
    expect(attempt.remoteRefs()).toMatchObject({ [branch]: attempt.tip })
  })

  test('told to end while the server is silent about a push that it took, it says so', async () => {
    await using attempt = held()
    hook(attempt.remote, 'post-receive', hangs)
    const release = attempt.run(gitRelease)
    await until(() => existsSync(join(attempt.remote, 'hung')), 'the push')
    expect(await release.end()).toBe(0)
    expect(release.message()).toMatchObject({ state: 'saved', commit: attempt.tip, rescueRefs: [`${rescue}/branch`] })
    expect(release.message().unverified).toBeUndefined()
    expect(attempt.remoteRefs()).toMatchObject({ [branch]: attempt.tip, [`${rescue}/branch`]: attempt.tip })
  })

  test('told to end while the removal hangs, what is verified stays told', async () => {
    await using attempt = held()
    hook(attempt.remote, 'pre-receive', `if grep -q ' 0\\{40\\} '; then ${hangs}; fi`)
    const release = attempt.run(gitRelease)
    await until(() => existsSync(join(attempt.remote, 'hung')), 'the removal')
    expect(await release.end()).toBe(0)
    expect(release.message()).toMatchObject({ state: 'saved', commit: attempt.tip })
    expect(release.lines.at(-1)).toMatch(/^the rescue ref may stay on the remote: stopped before /)
  })

  test.each([
    ['first', () => true, {}, 'not pushed: stopped before the remote responded'],
    [
      'last',
      (pushed: boolean) => pushed,
      { unverified: [branch] },
      'unknown whether it arrived: the server did not respond in time',
    ],
  ])('told to end while the %s listing hangs, it claims no more than it knows', async (_, isHanging, told, line) => {
    await using attempt = held()
    let hung = false
    const isPushed = (): boolean => attempt.remoteRefs()[branch] !== undefined
    const hang = (path: string): boolean => (hung = path.endsWith('=git-upload-pack') && isHanging(isPushed()))
    const server = await serveGit(attempt.folder, { hang })
    attempt.settings = { ...attempt.settings, repository: `${server.url}/remote.git` }
    try {
      const release = attempt.run(gitRelease)
      await until(() => hung, 'the listing')
      expect(await release.end()).toBe(1)
      expect(release.message()).toEqual({
        state: 'failed',
        final: true,
        reason: 'PushFailed',
        message: 'stopped before the remote responded',
        ...told,
      })
      expect(release.lines.at(-1)).toBe(line)
    } finally {
      await server.close()
    }
  })
})
