import { randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { gitClone } from '../../src/containers/git-clone.ts'
import { gitPush } from '../../src/containers/git-push.ts'
import { files } from '../../src/pod/layout.ts'
import { AttemptFolder, git, until } from '../support/attempt-folder.ts'
import { describeInFull } from '../support/full.ts'
import { serveGit } from '../support/servers/git-http.ts'
import { ack, answered, branch, cloned, hook, rescue } from './a-clone.ts'

test('checkpoints go to rescue refs, the final tip to the branch, and the checkpoint goes away', async () => {
  await using attempt = await cloned()
  const push = attempt.run(gitPush)
  expect(push.message()).toEqual({ state: 'waiting', final: false })
  const tip = attempt.commit({ a: '1\n' }, attempt.start)
  const snapshot = attempt.commit({ b: '2\n' }, tip)
  attempt.handOver({ tip, uncommitted: snapshot })
  await answered(push, { state: 'rescued', final: false, commits: 1 })
  expect(attempt.remoteRefs()).toEqual({
    'refs/heads/main': attempt.start,
    [`${rescue}/checkpoint`]: tip,
    [`${rescue}/uncommitted`]: snapshot,
  })
  expect(ack(attempt)).toBeUndefined()

  attempt.handOver({ tip: snapshot, final: true, nonce: 'one' })
  await until(() => attempt.remoteRefs()[`${rescue}/checkpoint`] === undefined)
  expect(attempt.remoteRefs()).toEqual({ 'refs/heads/main': attempt.start, [branch]: snapshot })
  expect(ack(attempt)).toEqual({ nonce: 'one', state: 'saved', final: true })
  expect(await push.end()).toBe(0)
  expect(push.message()).toMatchObject({
    state: 'saved',
    final: true,
    commit: snapshot,
    branch: 'polecat/fix',
    commits: 2,
    filesChanged: 2,
    insertions: 2,
    deletions: 0,
    message: `pushed 2 commits (${snapshot.slice(0, 7)}) to polecat/fix`,
  })
  expect(push.message().rescueRefs).toBeUndefined()
})

test('an agent that changed nothing leaves the remote as it was', async () => {
  await using attempt = await cloned()
  const push = attempt.run(gitPush)
  attempt.handOver({ tip: attempt.start, final: true, nonce: 'n' })
  await answered(push, { state: 'saved', final: true, commits: 0, message: 'nothing to save' })
  expect(push.message().commit).toBeUndefined()
  expect(attempt.remoteRefs()).toEqual({ 'refs/heads/main': attempt.start })
})

test('uncommitted files and other branches have refs of their own; what was left out makes it incomplete', async () => {
  await using attempt = await cloned()
  const push = attempt.run(gitPush)
  const uncommitted = attempt.commit({ b: '2' }, attempt.start)
  const other = attempt.commit({ c: '3' }, attempt.start)
  attempt.handOver({ tip: attempt.start, final: true, uncommitted, others: [other], leftOut: ['huge.bin'] })
  await answered(push, { state: 'incomplete', leftOut: ['huge.bin'] })
  expect(attempt.remoteRefs()).toEqual({
    'refs/heads/main': attempt.start,
    [`${rescue}/uncommitted`]: uncommitted,
    [`${rescue}/other-${other.slice(0, 12)}`]: other,
  })
  expect(push.message().rescueRefs).toEqual([`${rescue}/uncommitted`, `${rescue}/other-${other.slice(0, 12)}`])
  expect(await push.end()).toBe(1)
})

test('a hook that declines the branch costs no work, and its words are told', async () => {
  await using attempt = await cloned()
  hook(
    attempt.remote,
    'update',
    `case $1 in refs/heads/*) echo "$(printf '\\033[31m')no weekend pushes"; exit 1;; esac`,
  )
  const push = attempt.run(gitPush)
  const tip = attempt.commit({ a: '1' }, attempt.start)
  const uncommitted = attempt.commit({ b: '1' }, tip)
  attempt.handOver({ tip, uncommitted, final: true, nonce: 'n' })
  await answered(push, { state: 'rescued', final: true, reason: 'PushRejected' })
  expect(push.message().message).toMatch(
    /^a hook of the server declined refs\/heads\/polecat\/fix: .*no weekend pushes/,
  )
  expect(push.message().message).not.toContain('\u001b')
  expect(attempt.remoteRefs()).toEqual({
    'refs/heads/main': attempt.start,
    [`${rescue}/branch`]: tip,
    [`${rescue}/uncommitted`]: uncommitted,
  })
  expect(ack(attempt)).toEqual({ nonce: 'n', state: 'rescued', final: true })
})

test('a branch that somebody else made meanwhile stays theirs', async () => {
  await using attempt = await cloned()
  const push = attempt.run(gitPush)
  const theirs = attempt.commitOnRemote('polecat/fix', { theirs: '1' }, 'refs/heads/main')
  const tip = attempt.commit({ a: '1' }, attempt.start)
  attempt.handOver({ tip, final: true })
  await answered(push, { state: 'rescued', reason: 'PushRejected' })
  expect(push.message().message).toMatch(/^refs\/heads\/polecat\/fix was changed on the remote since it was last seen/)
  expect(push.message().commit).toBeUndefined()
  expect(attempt.remoteRefs()).toEqual({
    'refs/heads/main': attempt.start,
    [branch]: theirs,
    [`${rescue}/branch`]: tip,
  })
})

test('commits that change CI definitions are held, with allow they are not', async () => {
  await using attempt = await cloned()
  const push = attempt.run(gitPush)
  const sneaky = attempt.commit({ '.github/workflows/ci.yml': 'on: push' }, attempt.start)
  const clean = attempt.commit({ '.github/workflows/ci.yml': null, a: '1' }, sneaky)
  attempt.handOver({ tip: clean, final: true })
  await answered(push, { state: 'rescued', reason: 'CIChangesHeld' })
  expect(push.message().message).toMatch(/^held because they change \.github\/workflows\/ci\.yml; 2 commits/)
  expect(attempt.remoteRefs()).toEqual({ 'refs/heads/main': attempt.start, [`${rescue}/branch`]: clean })
  await push.end()

  attempt.settings = { ...attempt.settings, ciChanges: 'allow' }
  const released = attempt.run(gitPush)
  attempt.handOver({ tip: clean, final: true })
  await answered(released, { state: 'saved', commit: clean })
})

test('a restart forgets nothing, and a push whose answer was lost is not taken for a stranger', async () => {
  await using attempt = await cloned()
  const first = attempt.run(gitPush)
  const tip = attempt.commit({ a: '1' }, attempt.start)
  attempt.handOver({ tip, nonce: 'early', final: true })
  await answered(first, { state: 'saved', commit: tip })
  await first.end()

  // As a kill in mid-push leaves it: sent and there, but never seen.
  const state = attempt.readJson('/private/last.json') as { sent: object }
  const next = attempt.commit({ b: '1' }, tip)
  git(attempt.path(files.pushRepository), 'push', '-q', attempt.remote, `${next}:${branch}`)
  writeFileSync(attempt.path('/private/last.json'), JSON.stringify({ ...state, sent: { [branch]: [next] } }))
  rmSync(attempt.path(files.ack))

  const second = attempt.run(gitPush)
  await answered(second, { state: 'saved', commit: tip })
  expect(ack(attempt)).toEqual({ nonce: 'early', state: 'saved', final: true })
  const last = attempt.commit({ c: '1' }, next)
  attempt.handOver({ tip: last, final: true, nonce: 'late' })
  await answered(second, { state: 'saved', commit: last })
  expect(attempt.remoteRefs()).toEqual({ 'refs/heads/main': attempt.start, [branch]: last })
})

test('over http with a token: it reaches its own host alone, and never a file, an argument or a log of ours', async () => {
  await using attempt = new AttemptFolder()
  const user = { name: 'bot', password: 's3cr3t-t0ken' }
  const server = await serveGit(attempt.folder, { user })
  try {
    attempt.settings = { ...attempt.settings, repository: `${server.url}/remote.git` }
    attempt.secret('username', `${user.name}\n`)
    attempt.secret('password', `${user.password}\n`)
    attempt.secret('host', new URL(server.url).host)
    const clone = attempt.run(gitClone)
    expect(await clone.done).toBe(0)
    const push = attempt.run(gitPush)
    const tip = attempt.commit({ a: '1' }, clone.message().start ?? '')
    attempt.handOver({ tip, final: true })
    await answered(push, { state: 'saved', commit: tip })
    expect(attempt.remoteRefs()).toMatchObject({ [branch]: tip })
    const credentials = attempt.path('/credentials')
    const found = git(attempt.root, 'grep', '--no-index', '-l', '-r', '-e', user.password, '--', '.').split('\n')
    expect(found.map((file) => join(attempt.root, file))).toEqual([join(credentials, 'git/password')])
  } finally {
    await server.close()
  }
})

describeInFull('rarer handovers and servers', () => {
  test('a shallow clone is pushed from', async () => {
    await using attempt = await cloned((attempt) => {
      for (const text of ['1', '2', '3']) attempt.commitOnRemote('main', { file: text })
      attempt.settings = { ...attempt.settings, cloneDepth: 1, repository: `file://${attempt.remote}` }
    })
    const push = attempt.run(gitPush)
    const tip = attempt.commit({ a: '1' }, attempt.start)
    attempt.handOver({ tip, final: true })
    await answered(push, { state: 'saved', commit: tip, commits: 1, filesChanged: 1 })
    expect(git(attempt.remote, 'rev-list', '--count', branch)).toBe('5')
  })

  test('a rescue ref that somebody removed is brought again', async () => {
    await using attempt = await cloned()
    const push = attempt.run(gitPush)
    const uncommitted = attempt.commit({ b: '2' }, attempt.start)
    attempt.handOver({ tip: attempt.start, uncommitted })
    await answered(push, { state: 'saved', final: false })
    git(attempt.remote, 'update-ref', '-d', `${rescue}/uncommitted`)
    attempt.handOver({ tip: attempt.start, uncommitted, final: true })
    await answered(push, { state: 'saved', final: true })
    expect(attempt.remoteRefs()[`${rescue}/uncommitted`]).toBe(uncommitted)
  })

  test('a tip that cannot be trusted with the branch is rescued', async () => {
    await using attempt = await cloned()
    const push = attempt.run(gitPush)
    const orphan = attempt.commit({ a: '1' }, null)
    attempt.handOver({ tip: orphan, tipForBranch: false, final: true, nonce: 'n' })
    await answered(push, { state: 'rescued', rescueRefs: [`${rescue}/branch`] })
    expect(attempt.remoteRefs()).toEqual({ 'refs/heads/main': attempt.start, [`${rescue}/branch`]: orphan })
  })

  test('a hook that declines a whole push because of the branch does not keep the rest away', async () => {
    await using attempt = await cloned()
    hook(attempt.remote, 'pre-receive', 'while read old new ref; do case $ref in refs/heads/*) exit 1;; esac; done')
    const push = attempt.run(gitPush)
    const tip = attempt.commit({ a: '1' }, attempt.start)
    const uncommitted = attempt.commit({ b: '1' }, tip)
    attempt.handOver({ tip, uncommitted, final: true })
    await answered(push, { state: 'rescued', reason: 'PushRejected' })
    expect(Object.keys(attempt.remoteRefs()).toSorted()).toEqual([
      `${rescue}/branch`,
      `${rescue}/uncommitted`,
      'refs/heads/main',
    ])
  })

  test('uncommitted files that are too big for the server do not cost the commits', async () => {
    await using attempt = await cloned()
    const server = await serveGit(attempt.folder, { smallBodies: true })
    try {
      attempt.settings = { ...attempt.settings, repository: `${server.url}/remote.git` }
      const push = attempt.run(gitPush)
      const tip = attempt.commit({ a: '1' }, attempt.start)
      const big = randomBytes(2_000_000).toString('base64')
      attempt.handOver({ tip, uncommitted: attempt.commit({ big }, tip), final: true })
      await answered(push, { state: 'incomplete', final: true, commit: tip, leftOut: [`${rescue}/uncommitted`] })
      expect(push.message().message).toContain('refuses the push as too big')
      expect(attempt.remoteRefs()).toEqual({ 'refs/heads/main': attempt.start, [branch]: tip })
      expect(await push.end()).toBe(1)
    } finally {
      await server.close()
    }
  })

  test('a server that takes nothing but branches is named, and one that takes nothing at all too', async () => {
    await using attempt = await cloned()
    hook(attempt.remote, 'pre-receive', 'while read old new ref; do case $ref in refs/gastown/*) exit 1;; esac; done')
    const push = attempt.run(gitPush)
    const tip = attempt.commit({ a: '1' }, attempt.start)
    const uncommitted = attempt.commit({ b: '1' }, tip)
    attempt.handOver({ tip, uncommitted, final: true })
    await answered(push, { state: 'incomplete', reason: 'PushFailed', commit: tip, leftOut: [`${rescue}/uncommitted`] })
    expect(push.message().message).toContain('rescueNamespace')

    hook(attempt.remote, 'pre-receive', 'exit 1')
    const next = attempt.commit({ c: '1' }, tip)
    attempt.handOver({ tip: next, final: true, nonce: 'n' })
    await answered(push, { state: 'failed', reason: 'PushFailed' })
    expect(push.message().commit).toBeUndefined()
    expect(ack(attempt)).toEqual({ nonce: 'n', state: 'failed', final: true })
    expect(await push.end()).toBe(1)
  })

  test('a continued branch that moved stays as it is now', async () => {
    await using attempt = await cloned((attempt) => {
      attempt.commitOnRemote('polecat/fix', { ours: '1' }, 'refs/heads/main')
      attempt.settings = { ...attempt.settings, workBranchExplicit: true }
    })
    const push = attempt.run(gitPush)
    const theirs = attempt.commitOnRemote('polecat/fix', { theirs: '1' })
    const tip = attempt.commit({ a: '1' }, attempt.start)
    attempt.handOver({ tip, final: true })
    await answered(push, { state: 'rescued', reason: 'PushRejected' })
    expect(attempt.remoteRefs()).toMatchObject({ [branch]: theirs, [`${rescue}/branch`]: tip })
  })

  test('checkpointTo branch pushes while the agent works', async () => {
    await using attempt = await cloned((attempt) => {
      attempt.settings = { ...attempt.settings, checkpointTo: 'branch' }
    })
    const push = attempt.run(gitPush)
    const tip = attempt.commit({ a: '1' }, attempt.start)
    attempt.handOver({ tip })
    await answered(push, { state: 'saved', final: false, commit: tip })
    expect(attempt.remoteRefs()).toEqual({ 'refs/heads/main': attempt.start, [branch]: tip })
  })

  test('what was handed over just before the end is pushed', async () => {
    await using attempt = await cloned()
    const push = attempt.run(gitPush)
    const tip = attempt.commit({ a: '1' }, attempt.start)
    attempt.handOver({ tip, final: true })
    expect(await push.end()).toBe(0)
    expect(attempt.remoteRefs()).toMatchObject({ [branch]: tip })
  })

  test('nonsense in place of a handover is not acted on', async () => {
    await using attempt = await cloned()
    const push = attempt.run(gitPush)
    for (const text of ['', '{', 'null', '[]', '{"seq":1}', JSON.stringify({ seq: 1, tip: '--all', final: true })]) {
      writeFileSync(attempt.path(files.handover), text)
    }
    expect(await push.end()).toBe(0)
    expect(push.message()).toEqual({ state: 'waiting', final: false })
    expect(attempt.remoteRefs()).toEqual({ 'refs/heads/main': attempt.start })
  })
})
