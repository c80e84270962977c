/** A server that is there, takes a push as far as that and ends it: that is an answer, and its words are told. */
import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { expect, test } from 'vitest'
import { gitPush } from '../../src/containers/git-push.ts'
import { git, until, type AttemptFolder } from '../support/attempt-folder.ts'
import { freePort } from '../support/free-port.ts'
import { describeInFull, full, inFull, moreInFull } from '../support/full.ts'
import { serveGit } from '../support/servers/git-http.ts'
import { serveGitOverSsh } from '../support/servers/git-ssh.ts'
import { ack, answered, branch, cloned, hook, rescue } from './a-clone.ts'

interface Case {
  readonly name: string
  readonly arrange: (remote: string) => void
  /** What the message tells; over http the server's own programs tell only its log. */
  readonly words: RegExp
  readonly overHttp?: RegExp
}

const ended = /127\.0\.0\.1:\d+ (cannot be reached|ended the transfer)/

const cases: readonly Case[] = [
  {
    name: 'a hook that ends the transaction',
    arrange: (remote) =>
      hook(
        remote,
        'reference-transaction',
        '[ $1 = prepared ] || exit 0; echo "the team has no room left" >&2; exit 1',
      ),
    words: /ended the transfer: .*the team has no room left.*ref updates aborted by hook/,
    overHttp: ended,
  },
  {
    name: 'a hook that says why and ends the connection',
    arrange: (remote) => hook(remote, 'pre-receive', 'echo "closed for the quarter" >&2; sleep 0.3; kill -9 $PPID'),
    words: /ended the transfer: closed for the quarter/,
  },
  {
    name: 'a hook that ends the connection without a word',
    arrange: (remote) => hook(remote, 'pre-receive', 'kill -9 $PPID'),
    words: /hung up unexpectedly|unexpected disconnect/,
  },
  {
    name: 'a limit on the size of a push',
    arrange: (remote) => git(remote, 'config', 'receive.maxInputSize', '100'),
    words: /unpacker error\): fatal: pack exceeds maximum allowed size/,
  },
]

type Opened = AsyncDisposable & { readonly attempt: Awaited<ReturnType<typeof cloned>> }

const transports = {
  file: async (): Promise<Opened> => {
    const attempt = await cloned()
    return { attempt, [Symbol.asyncDispose]: () => attempt[Symbol.asyncDispose]() }
  },
  http: async (): Promise<Opened> => {
    const attempt = await cloned()
    const server = await serveGit(attempt.folder)
    attempt.settings = { ...attempt.settings, repository: `${server.url}/remote.git` }
    return closing(attempt, server)
  },
  ssh: async (): Promise<Opened> => {
    const attempt = await cloned()
    const server = await serveGitOverSsh({ folder: attempt.folder, address: '127.0.0.1', port: await freePort() })
    attempt.secret('ssh-privatekey', server.privateKey)
    attempt.secret('known_hosts', server.knownHosts)
    attempt.settings = { ...attempt.settings, repository: server.url('remote.git') }
    return closing(attempt, server)
  },
}

function closing(attempt: Opened['attempt'], server: { close(): Promise<void> }): Opened {
  return {
    attempt,
    [Symbol.asyncDispose]: async () => {
      await attempt[Symbol.asyncDispose]()
      await server.close()
    },
  }
}

/** sshd logs a user in with the login shell of its account. */
const able = existsSync('/usr/sbin/sshd') && !/(nologin|false)$/.test(userInfo().shell ?? '')
const all = (['file', 'http', 'ssh'] as const).flatMap((transport) => cases.map((one) => ({ transport, ...one })))
const some = all.filter(
  ({ transport }, at) =>
    full || (transport === 'http' && at % cases.length === 1) || (transport === 'file' && at === 0),
)

test.concurrent.each(some.filter(({ transport }) => able || transport !== 'ssh'))(
  `$name, over $transport, is told within seconds${moreInFull}`,
  async ({ transport, arrange, words, overHttp }) => {
    await using opened = await transports[transport]()
    const { attempt } = opened
    arrange(attempt.remote)
    const push = attempt.run(gitPush)
    const tip = attempt.commit({ a: 'a'.repeat(1000) }, attempt.start)
    attempt.handOver({ tip, uncommitted: attempt.commit({ b: '1' }, tip), final: true, nonce: 'n' })
    await answered(push, { state: 'failed', final: true, reason: 'PushFailed' })
    await until(() => ack(attempt) !== undefined, push.lines.join(' | '))
    expect(ack(attempt)).toEqual({ nonce: 'n', state: 'failed', final: true })
    expect(push.message().message).toMatch((transport === 'http' && overHttp) || words)
    expect(push.message().unverified).toBeUndefined()
    expect(attempt.remoteRefs()).toEqual({ 'refs/heads/main': attempt.start })
  },
)

const statuses = [
  [413, 'refuses the push as too big'],
  [507, 'has no space for the push'],
  [500, 'returned error: 500'],
] as const

test.concurrent.each(inFull(statuses, statuses.slice(0, 1)))(
  `status %i of a server is an answer${moreInFull}`,
  async (status, words) => {
    await using opened = await overHttp((path) => (path.endsWith('/git-receive-pack') ? status : undefined))
    const { attempt } = opened
    const push = attempt.run(gitPush)
    attempt.handOver({ tip: attempt.commit({ a: '1' }, attempt.start), final: true, nonce: 'n' })
    await answered(push, { state: 'failed', final: true, reason: 'PushFailed' })
    await until(() => ack(attempt) !== undefined, push.lines.join(' | '))
    expect(push.message().message).toContain(words)
  },
)

async function overHttp(refuse: (path: string) => number | undefined): Promise<Opened> {
  const attempt: AttemptFolder & { start: string } = await cloned()
  const server = await serveGit(attempt.folder, { refuse })
  attempt.settings = { ...attempt.settings, repository: `${server.url}/remote.git` }
  return closing(attempt, server)
}

describeInFull('rarer answers', () => {
  test.concurrent('a server that is busy is not one that refuses', async () => {
    let busy = 6
    await using opened = await overHttp((path) => {
      if (!path.endsWith('/git-receive-pack') || busy === 0) return undefined
      busy -= 1
      return 503
    })
    const { attempt } = opened
    const push = attempt.run(gitPush)
    const tip = attempt.commit({ a: '1' }, attempt.start)
    attempt.handOver({ tip, final: true, nonce: 'n' })
    await until(() => busy < 3 || ack(attempt) !== undefined, push.lines.join(' | '))
    expect(ack(attempt)).toBeUndefined()
    busy = 0
    await answered(push, { state: 'saved', final: true, commit: tip })
  })

  test.concurrent('a branch for whose sake the server ends the connection costs nothing else', async () => {
    await using opened = await transports.file()
    const { attempt } = opened
    hook(attempt.remote, 'update', 'case $1 in refs/heads/*) echo "frozen" >&2; sleep 0.3; kill -9 $PPID;; esac')
    const push = attempt.run(gitPush)
    const tip = attempt.commit({ a: '1' }, attempt.start)
    const uncommitted = attempt.commit({ b: '1' }, tip)
    attempt.handOver({ tip, uncommitted, final: true, nonce: 'n' })
    await answered(push, { state: 'rescued', final: true, reason: 'PushRejected' })
    expect(push.message().message).toMatch(/ended the transfer: frozen; 1 commit \([0-9a-f]{7}\) saved at/)
    expect(attempt.remoteRefs()).toEqual({
      'refs/heads/main': attempt.start,
      [`${rescue}/branch`]: tip,
      [`${rescue}/uncommitted`]: uncommitted,
    })
  })

  test.concurrent('a connection that ends twice by chance costs nothing', async () => {
    await using opened = await transports.file()
    const { attempt } = opened
    hook(
      attempt.remote,
      'pre-receive',
      '[ -e hooks/2 ] && exit; [ -e hooks/1 ] && touch hooks/2; touch hooks/1; kill -9 $PPID',
    )
    const push = attempt.run(gitPush)
    const tip = attempt.commit({ a: '1' }, attempt.start)
    attempt.handOver({ tip, final: true, nonce: 'n' })
    await answered(push, { state: 'saved', final: true, commit: tip })
    expect(attempt.remoteRefs()).toMatchObject({ [branch]: tip })
  })

  test('nothing of a checkpoint that a hook declined is waited for after the last push', async () => {
    await using attempt = await cloned()
    hook(attempt.remote, 'pre-receive', "if grep -q '/checkpoint$'; then exit 1; fi")
    const push = attempt.run(gitPush)
    const draft = attempt.commit({ a: '1' }, attempt.start)
    attempt.handOver({ tip: draft })
    await answered(push, { state: 'failed', reason: 'PushFailed' })
    attempt.handOver({ tip: draft, final: true })
    await answered(push, { state: 'saved', commit: draft })
    expect(await push.end()).toBe(0)
    expect(attempt.readJson('/private/last.json')).not.toHaveProperty('late')
  })
})
