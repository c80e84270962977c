/** A remote that takes the connection, and then nothing more is heard of it. */
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { gitPush } from '../../src/containers/git-push.ts'
import type { ContainerIO } from '../../src/containers/io.ts'
import { cutByHandovers, overtaken } from '../../src/containers/overtaken.ts'
import { files } from '../../src/pod/layout.ts'
import { parseHandover } from '../../src/saving/push/parse-handover.ts'
import { git, until, type AttemptFolder, type Running } from '../support/attempt-folder.ts'
import { describeInFull, inFull, moreInFull } from '../support/full.ts'
import { serveGit, type GitHttp } from '../support/git-http.ts'
import { ack, answered, branch, cloned, hook, rescue } from './a-clone.ts'

/** Accepts, and never answers. */
class Silence implements AsyncDisposable {
  readonly #held: Socket[] = []
  readonly #server = createServer((socket) => void this.#held.push(socket.on('error', () => {})))

  async listen(): Promise<number> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening')
    return (this.#server.address() as AddressInfo).port
  }

  get connections(): number {
    return this.#held.length
  }

  /** From now on the port is somebody else's; what was accepted stays silent. */
  async leavePort(folder: string): Promise<GitHttp> {
    const { port } = this.#server.address() as AddressInfo
    this.#server.close()
    return await serveGit(folder, { port })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#held) socket.destroy()
    this.#server.close()
    await Promise.resolve()
  }
}

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
    expect(push.message().message).toBe('the remote had not answered when the pod was to end')
    expect(ack(attempt)).toBeUndefined()
    writeFileSync(join(attempt.remote, 'go'), '')
    expect(await done).toBe(0)
    expect(push.message()).toMatchObject({ state: 'saved', final: true, commit: tip })
    expect(push.message()).not.toHaveProperty('reason')
    expect(attempt.remoteRefs()).toMatchObject({ [branch]: tip })
  },
)

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
  const came = await cutByHandovers(io, [overtaken(io, handover)], async ({ signal, onProgress }) => {
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

  test('after a TERM a push that hangs still tells why the remote took nothing before', async () => {
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
  })

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
