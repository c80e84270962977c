/** The kubelet's TERM while the last push is under way. */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { GiveUp } from '../../src/containers/push/give-up.ts'
import { gitPush } from '../../src/containers/git-push.ts'
import { files } from '../../src/pod/layout.ts'
import { until } from '../support/attempt-folder.ts'
import { full, inFull, moreInFull, onlyInFull } from '../support/full.ts'
import { serveGit } from '../support/servers/git-http.ts'
import { ack, answered, branch, cloned, hook } from './a-clone.ts'
import { Silence } from './silence.ts'

test.each(
  inFull(
    [
      ['before', true],
      ['during', false],
    ],
    [['during', false]],
  ) as [string, boolean][],
)(
  `a TERM %s the last push: whoever ends it then is told that what was sent may have arrived${moreInFull}`,
  async (_, isBefore) => {
    await using attempt = await cloned()
    const began = join(attempt.remote, 'began')
    hook(attempt.remote, 'post-receive', ': >began; until [ -e go ]; do sleep 0.05; done')
    const push = attempt.run(gitPush)
    const tip = attempt.commit({ a: '1' }, attempt.start)
    attempt.handOver({ tip, final: true, nonce: 'n' })
    if (!isBefore) await until(() => existsSync(began), 'the push')
    const done = push.end()
    await until(() => existsSync(began), 'the push')
    // As the kubelet reads it after a KILL.
    await answered(push, { state: 'waiting', final: true, reason: 'PushFailed', unverified: [branch] })
    expect(push.message().message).toBe('the remote did not respond before the pod had to end')
    expect(ack(attempt)).toBeUndefined()
    writeFileSync(join(attempt.remote, 'go'), '')
    expect(await done).toBe(0)
    expect(push.message()).toMatchObject({ state: 'saved', final: true, commit: tip })
    expect(push.message()).not.toHaveProperty('reason')
    expect(attempt.remoteRefs()).toMatchObject({ [branch]: tip })
  },
)

const atOnce: GiveUp = { afterTermMs: 0, awayMs: 0, lastTryMs: 0 }

test('after a TERM the last push is not waited for where the remote says no word', async () => {
  await using silence = new Silence()
  await using attempt = await cloned()
  const port = await silence.listen()
  attempt.settings = { ...attempt.settings, repository: `http://127.0.0.1:${port}/remote.git` }
  const push = attempt.run((io) => gitPush(io, atOnce))
  attempt.handOver({ tip: attempt.commit({ a: '1' }, attempt.start), final: true, nonce: 'n' })
  await until(() => silence.connections > 0, 'the push')
  expect(await push.end()).toBe(1)
  const message = 'the remote did not respond before the pod had to end'
  expect(push.message()).toEqual({ state: 'failed', final: true, reason: 'PushFailed', message })
  expect(push.lines.at(-1)).toBe(`not pushed: ${message}`)
  expect(ack(attempt)).toBeUndefined()
})

test('after a TERM the last push to a remote that is back goes on, however long that was away', async () => {
  await using attempt = await cloned()
  const since = new Date(Date.now() - 600_000).toISOString()
  writeFileSync(attempt.path(files.waiting), JSON.stringify({ since, why: 'it was away' }))
  const began = join(attempt.remote, 'began')
  hook(attempt.remote, 'pre-receive', ': >began; until [ -e go ]; do sleep 0.05; done')
  const push = attempt.run((io) => gitPush(io, atOnce))
  const tip = attempt.commit({ a: '1' }, attempt.start)
  attempt.handOver({ tip, final: true, nonce: 'n' })
  await until(() => existsSync(began), 'the push')
  // The remote's first words are there by now, and read in these turns.
  for (let turns = 0; turns < 10; turns++) await turn()
  const done = push.end()
  await answered(push, { state: 'waiting', final: true, unverified: [branch] })
  writeFileSync(join(attempt.remote, 'go'), '')
  expect(await done).toBe(0)
  expect(push.message()).toMatchObject({ state: 'saved', final: true, commit: tip })
})

test.runIf(full)(
  `after a TERM a push that hangs still tells why the remote took nothing before${onlyInFull}`,
  async () => {
    await using attempt = await cloned()
    const server = await serveGit(attempt.folder)
    attempt.settings = { ...attempt.settings, repository: `${server.url}/remote.git` }
    await server.close()
    const push = attempt.run(gitPush)
    const tip = attempt.commit({ a: '1' }, attempt.start)
    attempt.handOver({ tip, final: true, nonce: 'n' })
    await answered(push, { state: 'failed', reason: 'PushFailed', final: true })
    const { message } = push.message()
    hook(attempt.remote, 'post-receive', 'until [ -e go ]; do sleep 0.05; done')
    const back = await serveGit(attempt.folder, { port: Number(new URL(server.url).port) })
    try {
      const done = push.end()
      await answered(push, { state: 'failed', reason: 'PushFailed', final: true, message, unverified: [branch] })
      writeFileSync(join(attempt.remote, 'go'), '')
      expect(await done).toBe(0)
    } finally {
      await back.close()
    }
    expect(push.message()).toMatchObject({ state: 'saved', final: true, commit: tip })
  },
)
