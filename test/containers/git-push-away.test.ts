import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { giveUp } from '../../src/containers/push/give-up.ts'
import { gitPush } from '../../src/containers/git-push.ts'
import { files } from '../../src/pod/layout.ts'
import { parseWaiting, type Waiting } from '../../src/saving/waiting.ts'
import { until, type AttemptFolder } from '../support/attempt-folder.ts'
import { describeInFull } from '../support/full.ts'
import { serveGit } from '../support/servers/git-http.ts'
import { ack, answered, branch, cloned, hook, rescue } from './a-clone.ts'

function waiting(attempt: AttemptFolder): Waiting | undefined {
  const path = attempt.path(files.waiting)
  return existsSync(path) ? parseWaiting(readFileSync(path, 'utf8')) : undefined
}

/** The next push goes through, and nobody can look at the remote after it. */
function vanishAfterPush(remote: string): void {
  hook(remote, 'post-receive', `rm hooks/post-receive; mv ${remote} ${remote}.away`)
}

test('what was sent to a server that went away is not said to be lost, and is known once it is back', async () => {
  await using attempt = await cloned()
  const push = attempt.run(gitPush)
  const tip = attempt.commit({ a: '1' }, attempt.start)
  vanishAfterPush(attempt.remote)
  attempt.handOver({ tip })
  await answered(push, { state: 'failed', reason: 'PushFailed', unverified: [`${rescue}/checkpoint`] })
  expect(push.lines.join('\n')).toMatch(/^sent, but not verified: /m)

  const next = attempt.commit({ b: '1' }, tip)
  attempt.handOver({ tip: next })
  await until(() => push.lines.filter((line) => line.startsWith('sent, but')).length === 2)
  expect(push.message().unverified).toEqual([`${rescue}/checkpoint`])

  renameSync(`${attempt.remote}.away`, attempt.remote)
  attempt.handOver({ tip: next, final: true })
  await answered(push, { state: 'saved', final: true, commit: next })
  await until(() => attempt.remoteRefs()[`${rescue}/checkpoint`] === undefined)
  await until(() => push.message().rescueRefs === undefined)
  expect(push.message().unverified).toBeUndefined()
})

test('a remote that is away is waited for, also after TERM', async () => {
  await using attempt = await cloned()
  const server = await serveGit(attempt.folder)
  attempt.settings = { ...attempt.settings, repository: `${server.url}/remote.git` }
  await server.close()
  const began = Date.now()
  const push = attempt.run(gitPush)
  const tip = attempt.commit({ a: '1' }, attempt.start)
  attempt.handOver({ tip, final: true, nonce: 'n' })
  await answered(push, { state: 'failed', reason: 'PushFailed', final: true })
  expect(push.message().message).toMatch(/127\.0\.0\.1:\d+ cannot be reached/)
  expect(ack(attempt)).toBeUndefined()
  await until(() => waiting(attempt) !== undefined, 'the word that it waits')
  const { since, why } = waiting(attempt) as Waiting
  expect(Date.parse(since)).toBeGreaterThanOrEqual(began)
  expect(why).toBe(push.message().message)
  const done = push.end()
  const back = await serveGit(attempt.folder, { port: Number(new URL(server.url).port) })
  try {
    expect(await done).toBe(0)
  } finally {
    await back.close()
  }
  expect(attempt.remoteRefs()).toMatchObject({ [branch]: tip })
  expect(ack(attempt)).toEqual({ nonce: 'n', state: 'saved', final: true })
  expect(waiting(attempt)).toBeUndefined()
})

describeInFull('rarer times to be away', () => {
  test('where nothing is to be saved, a remote that is away does not matter', async () => {
    await using attempt = await cloned()
    renameSync(attempt.remote, `${attempt.remote}.away`)
    const push = attempt.run(gitPush)
    attempt.handOver({ tip: attempt.start, final: true, nonce: 'n' })
    await answered(push, { state: 'saved', message: 'nothing to save' })
    expect(await push.end()).toBe(0)
  })

  test('refs that only stood in are removed once the server lets them be', async () => {
    await using attempt = await cloned()
    const push = attempt.run(gitPush)
    const tip = attempt.commit({ a: '1' }, attempt.start)
    attempt.handOver({ tip, uncommitted: attempt.commit({ b: '1' }, tip) })
    await answered(push, { state: 'rescued' })
    // The first push that removes anything breaks off.
    const body = "if grep -q '^[0-9a-f]* 0\\{40\\} '; then rm hooks/pre-receive; kill -9 $PPID; fi"
    hook(attempt.remote, 'pre-receive', body)
    attempt.handOver({ tip, final: true })
    await until(() => push.lines.some((line) => line.startsWith('checkpoints stay on the remote: ')))
    await answered(push, { state: 'saved', final: true, commit: tip })
    await until(() => push.message().rescueRefs === undefined)
    expect(attempt.remoteRefs()).toEqual({ 'refs/heads/main': attempt.start, [branch]: tip })
  })

  test('a repository that is gone for good is a failure that is told at once', async () => {
    await using attempt = await cloned()
    const push = attempt.run(gitPush)
    renameSync(attempt.remote, `${attempt.remote}.away`)
    const tip = attempt.commit({ a: '1' }, attempt.start)
    attempt.handOver({ tip, final: true, nonce: 'n' })
    await answered(push, { state: 'failed', reason: 'PushFailed' })
    expect(push.message().unverified).toBeUndefined()
    expect(push.lines.join('\n')).toMatch(/^not pushed: /m)
    expect(ack(attempt)).toEqual({ nonce: 'n', state: 'failed', final: true })
  })

  test('what waits does so since the same time after a restart, and not longer than a last try after TERM', async () => {
    await using attempt = await cloned()
    const server = await serveGit(attempt.folder)
    attempt.settings = { ...attempt.settings, repository: `${server.url}/remote.git` }
    await server.close()
    const since = new Date(Date.now() - 600_000).toISOString()
    writeFileSync(attempt.path(files.waiting), JSON.stringify({ since, why: 'earlier words' }))
    const push = attempt.run((io) => gitPush(io, { ...giveUp, lastTryMs: 1500 }))
    attempt.handOver({ tip: attempt.commit({ a: '1' }, attempt.start), final: true, nonce: 'n' })
    await until(() => waiting(attempt)?.why.includes('cannot be reached') === true, 'the failure')
    expect(waiting(attempt)?.since).toBe(since)
    const before = push.lines.length
    expect(await push.end()).toBe(1)
    expect(push.lines.slice(before)).toContainEqual(expect.stringMatching(/^not pushed: .*cannot be reached/))
    expect(push.message()).toMatchObject({
      state: 'failed',
      final: true,
      reason: 'PushFailed',
      message: expect.stringContaining('cannot be reached'),
    })
    expect(push.message().unverified).toBeUndefined()
    expect(ack(attempt)).toBeUndefined()
  })
})
