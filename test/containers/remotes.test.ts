/** Whatever the remote does: what the polecat says of itself agrees with what git alone finds there. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { gitClone } from '../../src/containers/git-clone.ts'
import { gitPush } from '../../src/containers/git-push.ts'
import { plan } from '../../src/operator/plan.ts'
import { reasons } from '../../src/outcome/reasons.ts'
import type { PolecatStatus } from '../../src/polecat/status.ts'
import { anEndedPod, rescue, worked } from '../operator/a-pod.ts'
import { claimed, observed } from '../operator/observed.ts'
import { agreesWithRemote } from '../support/agrees-with-remote.ts'
import { AttemptFolder, git, until, type Running } from '../support/attempt-folder.ts'
import { describeInFull, inFull, moreInFull } from '../support/full.ts'
import { serveGit } from '../support/servers/git-http.ts'
import { canMount, fillDisk, smallDisk } from '../support/small-disk.ts'
import { makeTestCertificates } from '../support/servers/test-certificates.ts'
import { hook } from './a-clone.ts'

const branch = 'refs/heads/polecat/fix-it'

/** An attempt of the polecat that the operator's tests know. */
function fixIt(repository?: string): AttemptFolder {
  const attempt = new AttemptFolder()
  attempt.settings = {
    ...attempt.settings,
    polecat: 'fix-it',
    workBranch: 'polecat/fix-it',
    rescuePrefix: rescue,
    ...(repository !== undefined && { repository }),
  }
  return attempt
}

async function cloned(attempt: AttemptFolder): Promise<string> {
  const clone = attempt.run(gitClone)
  if ((await clone.done) !== 0) throw new Error(clone.lines.join('\n'))
  return clone.message().start ?? ''
}

/** The agent's commit and an uncommitted file, handed over as all there will be. */
function work(attempt: AttemptFolder, start: string, content: Record<string, string> = { a: '1\n' }) {
  const tip = attempt.commit(content, start)
  const uncommitted = attempt.commit({ b: '2\n' }, tip)
  attempt.handOver({ tip, uncommitted, final: true, nonce: 'n' })
  return { tip, uncommitted }
}

/** The polecat's status, as the operator makes it of what git-push said last. */
function statusOf(push: Running): PolecatStatus {
  const pod = anEndedPod({ push: push.message(), save: worked })
  return plan(observed({ pods: [pod], status: { ...claimed(), phase: 'Working' } })).status
}

function agrees({ remote }: AttemptFolder, status: PolecatStatus): void {
  agreesWithRemote(status, { remote, branch, rescuePrefix: rescue })
  // The agent ends well in all of these.
  const { reason, result } = status
  expect(reason === 'Pushed').toBe(result?.commit !== undefined && result.saved !== 'failed')
}

function exitCode({ reason }: PolecatStatus): number | undefined {
  return reason === undefined ? undefined : (reasons[reason] as { exitCode?: number }).exitCode
}

async function acknowledged(push: Running): Promise<void> {
  const answered = (): boolean => push.message().final && push.message().state !== 'waiting'
  await until(answered, `an answer, log: ${push.lines.join(' | ')}`)
}

test('a remote that takes everything', async () => {
  await using attempt = fixIt()
  const start = await cloned(attempt)
  const push = attempt.run(gitPush)
  const { tip, uncommitted } = work(attempt, start)
  await acknowledged(push)
  expect(await push.end()).toBe(0)
  const status = statusOf(push)
  agrees(attempt, status)
  expect(attempt.remoteRefs()).toMatchObject({ [branch]: tip, [`${rescue}/uncommitted`]: uncommitted })
  expect([status.phase, status.reason, exitCode(status)]).toEqual(['Done', 'Pushed', 0])
})

const declining: readonly [string, string, RegExp][] = [
  ['a hook that declines', 'echo "no weekend pushes"; exit 1', /a hook of the server declined .*no weekend pushes/],
  [
    'a protected branch',
    'echo "GH006: Protected branch update failed for $1."; exit 1',
    /polecat\/fix-it is protected on the server: .*GH006/,
  ],
]

test.each(inFull(declining, declining.slice(0, 1)))(
  `%s: rejected, with all of the work beside the branch${moreInFull}`,
  async (_, body, words) => {
    await using attempt = fixIt()
    const start = await cloned(attempt)
    hook(attempt.remote, 'update', `case $1 in refs/heads/*) ${body};; esac`)
    const push = attempt.run(gitPush)
    const { tip, uncommitted } = work(attempt, start)
    await acknowledged(push)
    const status = statusOf(push)
    agrees(attempt, status)
    expect(attempt.remoteRefs()).toEqual({
      'refs/heads/main': start,
      [`${rescue}/branch`]: tip,
      [`${rescue}/uncommitted`]: uncommitted,
    })
    expect(status).toMatchObject({ reason: 'PushRejected', result: { saved: 'rescued' } })
    expect(status.message).toMatch(words)
    expect(status.message).toContain(`saved at ${rescue}/branch`)
    expect(exitCode(status)).toBe(14)
  },
)

test('a remote that takes nothing: not saved, and the message says what became of the work', async () => {
  await using attempt = fixIt()
  const start = await cloned(attempt)
  hook(attempt.remote, 'pre-receive', 'echo "closed for good"; exit 1')
  const push = attempt.run(gitPush)
  work(attempt, start)
  await acknowledged(push)
  expect(await push.end()).toBe(1)
  const status = statusOf(push)
  agrees(attempt, status)
  expect(attempt.remoteRefs()).toEqual({ 'refs/heads/main': start })
  expect(status).toMatchObject({ phase: 'Failed', reason: 'PushFailed', result: { saved: 'failed' } })
  expect(status.message).toMatch(/closed for good.*what is not there is lost/)
  expect(exitCode(status)).toBe(14)
})

test('https with a token and a certificate authority of its own', async () => {
  await using attempt = fixIt()
  const certificates = await makeTestCertificates()
  const user = { name: 'bot', password: 's3cr3t-t0ken' }
  const server = await serveGit(attempt.folder, { user, certificate: certificates.server })
  const elsewhere = await serveGit(attempt.folder)
  const moved = await serveGit(attempt.folder, { certificate: certificates.server, redirect: elsewhere.url })
  try {
    attempt.settings = { ...attempt.settings, repository: `${server.url}/remote.git`, localRepository: false }
    attempt.secret('username', user.name)
    attempt.secret('password', user.password)
    const unknown = attempt.run(gitClone)
    expect(await unknown.done).toBe(1)
    expect(unknown.message().message).toMatch(/certificate of 127\.0\.0\.1:\d+ cannot be verified.*ca\.crt/)
    expect(server.requests).toEqual([])

    attempt.secret('ca.crt', certificates.ca)
    attempt.secret('host', 'git.example.com')
    const other = attempt.run(gitClone)
    expect(await other.done).toBe(1)
    expect(other.message()).toMatchObject({
      reason: 'CredentialRejected',
      message: expect.stringMatching(/other host/),
    })
    expect(server.requests).toEqual([])

    attempt.secret('host', new URL(server.url).host)
    const start = await cloned(attempt)
    const push = attempt.run(gitPush)
    const { tip } = work(attempt, start)
    await acknowledged(push)
    const status = statusOf(push)
    agrees(attempt, status)
    expect(status).toMatchObject({ reason: 'Pushed', result: { commit: tip } })

    attempt.makeVolumes()
    attempt.settings = { ...attempt.settings, repository: `${moved.url}/remote.git` }
    for (const [name, text] of Object.entries({ ...user, 'ca.crt': certificates.ca }))
      attempt.secret(name === 'name' ? 'username' : name, text)
    const redirected = attempt.run(gitClone)
    expect(await redirected.done).toBe(1)
    expect(redirected.message().message).toMatch(/redirect, which is not followed/)
    expect(elsewhere.requests).toEqual([])
  } finally {
    await Promise.all([server.close(), elsewhere.close(), moved.close()])
  }
})

const reftable = spawnSync('git', ['init', '-h']).stdout.toString().includes('--ref-format')

describeInFull('rarer remotes', () => {
  test('a branch that somebody else moved: theirs stays, ours is beside it', async () => {
    await using attempt = fixIt()
    const start = await cloned(attempt)
    const push = attempt.run(gitPush)
    const theirs = attempt.commitOnRemote('polecat/fix-it', { theirs: '1' }, 'refs/heads/main')
    const { tip } = work(attempt, start)
    await acknowledged(push)
    const status = statusOf(push)
    agrees(attempt, status)
    expect(attempt.remoteRefs()).toMatchObject({ [branch]: theirs, [`${rescue}/branch`]: tip })
    expect(status.message).toMatch(/refs\/heads\/polecat\/fix-it was changed on the remote since it was last seen/)
    expect([status.reason, exitCode(status)]).toEqual(['PushRejected', 14])
  })

  test('a remote that is away for ever: what came before stays proven, the rest is not', async () => {
    await using attempt = fixIt()
    const server = await serveGit(attempt.folder)
    attempt.settings = { ...attempt.settings, repository: `${server.url}/remote.git` }
    const start = await cloned(attempt)
    const push = attempt.run(gitPush)
    const first = attempt.commit({ a: '0\n' }, start)
    attempt.handOver({ tip: first })
    await until(() => push.message().state === 'rescued')
    await server.close()
    work(attempt, start)
    await until(() => push.message().state === 'failed', push.lines.join(' | '))
    const status = statusOf(push)
    agrees(attempt, status)
    expect(attempt.remoteRefs()).toEqual({ 'refs/heads/main': start, [`${rescue}/checkpoint`]: first })
    expect(status).toMatchObject({ phase: 'Failed', reason: 'PushFailed', result: { saved: 'failed' } })
    expect(status.message).toMatch(/127\.0\.0\.1:\d+ cannot be reached.*what is not there is lost/)
    expect(status.message).toContain(`commits saved at ${rescue}/checkpoint`)
    expect(exitCode(status)).toBe(14)
    const back = await serveGit(attempt.folder, { port: Number(new URL(server.url).port) })
    expect(await push.end()).toBe(0)
    await back.close()
  })

  test.skipIf(!canMount)('a remote whose disk is full (needs root, for a small disk)', async () => {
    await using attempt = fixIt()
    const disk = join(attempt.folder, 'disk')
    mkdirSync(disk)
    using _mounted = smallDisk(disk, 1)
    execFileSync('cp', ['-r', attempt.remote, disk])
    const remote = join(disk, 'remote.git')
    attempt.settings = { ...attempt.settings, repository: remote }
    const start = await cloned(attempt)
    const push = attempt.run(gitPush)
    const random = Buffer.from(crypto.getRandomValues(new Uint8Array(1 << 16))).toString('hex')
    work(
      attempt,
      start,
      Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`file${at}`, `${at}${random}${at}`])),
    )
    const before = git(remote, 'for-each-ref')
    fillDisk(disk)
    await acknowledged(push)
    expect(git(remote, 'for-each-ref')).toBe(before)
    const status = statusOf(push)
    expect(status).toMatchObject({ reason: 'PushFailed', result: { saved: 'failed' } })
    expect(status.message).toMatch(/has no space|disk is full|No space left/)
  })

  test.skipIf(reftable)('a reftable repository is refused by a git that is too old for it (before 2.45)', async () => {
    await using attempt = fixIt()
    git(attempt.remote, 'config', 'core.repositoryFormatVersion', '1')
    git(attempt.remote, 'config', 'extensions.refStorage', 'reftable')
    const clone = attempt.run(gitClone)
    expect(await clone.done).toBe(1)
    expect(clone.message()).toMatchObject({ reason: 'InvalidSpec', message: expect.stringMatching(/reftable/) })
  })

  test.skipIf(!reftable)(
    'a newer git reads a reftable repository, and our own keep ordinary refs (needs 2.45)',
    async () => {
      await using attempt = fixIt()
      const other = join(attempt.folder, 'reftable.git')
      git(attempt.folder, 'init', '-q', '--bare', '--ref-format=reftable', other)
      const tree = git(other, 'hash-object', '-t', 'tree', '-w', '/dev/null')
      git(other, 'update-ref', 'refs/heads/main', git(other, 'commit-tree', tree, '-m', 'x'))
      attempt.settings = { ...attempt.settings, repository: other }
      await cloned(attempt)
      expect(git(attempt.checkout, 'rev-parse', '--show-ref-format')).toBe('files')
    },
  )
})
