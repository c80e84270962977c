/** A remote that takes the connection, and then nothing more is heard of it. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { gitPush } from '../../src/containers/git-push.ts'
import type { ContainerIO } from '../../src/containers/io.ts'
import { abortByHandovers, preempted } from '../../src/containers/push/preempted.ts'
import { files } from '../../src/pod/layout.ts'
import { parseHandover } from '../../src/saving/push/parse-handover.ts'
import { git, until, type AttemptFolder, type Running } from '../support/attempt-folder.ts'
import { describeInFull } from '../support/full.ts'
import { serveGit } from '../support/servers/git-http.ts'
import { ack, answered, branch, cloned, hook, rescue } from './a-clone.ts'
import { Silence } from './silence.ts'

function tookMs(since: number): number {
  return Date.now() - since
}

interface Hanging {
  readonly attempt: AttemptFolder & { start: string }
  readonly push: Running
  readonly tip: string
}

/** The push of a checkpoint hangs; whoever connects from now on is served. */
async function whileOneHangs(use: (hanging: Hanging) => Promise<void>): Promise<void> {
  await using silence = new Silence()
  await using attempt = await cloned()
  const port = await silence.listen()
  attempt.settings = { ...attempt.settings, repository: `http://127.0.0.1:${port}/remote.git` }
  const tip = attempt.commit({ a: '1' }, attempt.start)
  const push = attempt.run(gitPush)
  attempt.handOver({ tip })
  await until(() => silence.connections > 0, 'the push of the checkpoint')
  const server = await silence.leavePort(attempt.folder)
  try {
    await use({ attempt, push, tip })
  } finally {
    await server.close()
  }
}

test('a checkpoint that hangs does not keep the final handover waiting', () =>
  whileOneHangs(async ({ attempt, push, tip }) => {
    const last = attempt.commit({ b: '1' }, tip)
    const since = Date.now()
    attempt.handOver({ tip: last, final: true, nonce: 'n' })
    await answered(push, { state: 'saved', final: true, commit: last })
    expect(tookMs(since)).toBeLessThan(15_000)
    expect(attempt.remoteRefs()).toEqual({ 'refs/heads/main': attempt.start, [branch]: last })
    expect(push.message().unverified).toBeUndefined()
    expect(push.lines).toContain('not pushed: cut short for a newer handover')
    expect(await push.end()).toBe(0)
  }))

test.each([
  ['a checkpoint of the running agent', { final: false }],
  ['the final one, to a push that gets on', { final: true }],
])('%s does not cut what goes on', async (_, next) => {
  await using attempt = await cloned()
  const read = () => parseHandover(JSON.stringify(attempt.readJson(files.handover)))
  attempt.handOver({ tip: attempt.start })
  const handover = read()
  if (handover === undefined) throw new Error('no handover')
  let looks = 0
  const path = (place: string) => {
    looks += 1
    return attempt.path(place)
  }
  const io = { path, signal: new AbortController().signal } as ContainerIO
  const came = await abortByHandovers(io, [preempted(io, handover)], async ({ signal, onProgress }) => {
    if (next.final) onProgress()
    attempt.handOver({ tip: attempt.start, ...next })
    const before = looks
    await until(() => looks > before, 'a look at what is handed over')
    return signal.aborted
  })
  expect(came).toBe(false)
})

describeInFull('rarer hangs', () => {
  test('a checkpoint that arrived, and was cut while the server was silent, is known to the final plan', async () => {
    await using attempt = await cloned()
    hook(attempt.remote, 'post-receive', 'if ! [ -e received ]; then : >received; exec sleep 600; fi')
    const push = attempt.run(gitPush)
    const draft = attempt.commit({ a: '1' }, attempt.start)
    attempt.handOver({ tip: draft })
    await until(() => attempt.remoteRefs()[`${rescue}/checkpoint`] === draft, 'the checkpoint')
    // It does not contain the checkpoint's commit, which stays at a ref of its own.
    const last = attempt.commit({ b: '1' }, attempt.start)
    attempt.handOver({ tip: last, final: true, nonce: 'n' })
    await answered(push, { state: 'saved', final: true, commit: last })
    await until(() => attempt.remoteRefs()[`${rescue}/checkpoint`] === undefined)
    expect(attempt.remoteRefs()).toEqual({
      'refs/heads/main': attempt.start,
      [branch]: last,
      [`${rescue}/before-rewrite-${draft.slice(0, 12)}`]: draft,
    })
    expect(push.lines.join('\n')).toMatch(/^sent, but not verified: cut short for a newer handover$/m)
  })

  test('a checkpoint that was cut, and that the server finishes after the final push was verified, is removed', async () => {
    await using attempt = await cloned()
    hook(attempt.remote, 'pre-receive', '[ -e held ] || { : >held; while [ -e held ]; do sleep 1; done; }')
    const draft = attempt.commit({ a: '1' }, attempt.start)
    const last = attempt.commit({ b: '1' }, draft)
    let hasCome = false
    const arriveAfterTheEnd = (path: string): undefined => {
      if (hasCome || !path.endsWith('=git-upload-pack') || !push.message().final) return
      git(attempt.path(files.handoffRepository), 'push', '-q', attempt.remote, `${draft}:${rescue}/checkpoint`)
      hasCome = true
    }
    const server = await serveGit(attempt.folder, { refuse: arriveAfterTheEnd })
    attempt.settings = { ...attempt.settings, repository: `${server.url}/remote.git` }
    const push = attempt.run(gitPush)
    try {
      attempt.handOver({ tip: draft })
      await until(() => existsSync(join(attempt.remote, 'held')), 'the push of the checkpoint')
      attempt.handOver({ tip: last, final: true, nonce: 'n' })
      await answered(push, { state: 'saved', final: true, commit: last })
      expect(await push.end()).toBe(0)
      expect(hasCome).toBe(true)
      expect(push.message().rescueRefs).toBeUndefined()
      expect(attempt.remoteRefs()).toEqual({ 'refs/heads/main': attempt.start, [branch]: last })
    } finally {
      await server.close()
    }
  })

  test('after a TERM a checkpoint that hangs gives way to whatever is newer', () =>
    whileOneHangs(async ({ attempt, push, tip }) => {
      const done = push.end()
      const last = attempt.commit({ b: '1' }, tip)
      attempt.handOver({ tip: last })
      attempt.handOver({ tip: last, final: true, nonce: 'n' })
      expect(await done).toBe(0)
      expect(ack(attempt)).toEqual({ nonce: 'n', state: 'saved', final: true })
      expect(attempt.remoteRefs()).toMatchObject({ [branch]: last })
    }))

  test('the removal of a checkpoint that hangs does not keep a newer final handover waiting', async () => {
    await using attempt = await cloned()
    const push = attempt.run(gitPush)
    const draft = attempt.commit({ a: '1' }, attempt.start)
    attempt.handOver({ tip: draft })
    await answered(push, { state: 'rescued' })
    const body = "if grep -q '^[0-9a-f]* 0\\{40\\} ' && ! [ -e hung ]; then : >hung; exec sleep 600; fi"
    hook(attempt.remote, 'pre-receive', body)
    attempt.handOver({ tip: draft, final: true, nonce: 'one' })
    await until(() => existsSync(join(attempt.remote, 'hung')), 'the removal')
    const last = attempt.commit({ b: '1' }, draft)
    attempt.handOver({ tip: last, final: true, nonce: 'two' })
    await answered(push, { state: 'saved', final: true, commit: last })
    await until(() => attempt.remoteRefs()[`${rescue}/checkpoint`] === undefined)
    expect(await push.end()).toBe(0)
    expect(attempt.remoteRefs()).toEqual({ 'refs/heads/main': attempt.start, [branch]: last })
  })
})
