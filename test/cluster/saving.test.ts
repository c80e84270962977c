/**
 * Saving when something goes wrong, on a real kubelet: for each case the exit code, the status, the WorkSaved condition
 * and the message agree with what git alone finds on the remote.
 */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PolecatStatus } from '../../src/polecat/status.ts'
import { agreesWithRemote } from '../support/agrees-with-remote.ts'
import { clusterNeeds, clusterReady, openCluster, type Cluster } from '../support/cluster.ts'
import type { GitSsh } from '../support/servers/git-ssh.ts'
import type { Repository } from '../support/story.ts'
import { waitFor } from '../support/wait-for.ts'
import { full } from '../support/full.ts'

const run = promisify(execFile)
const outageSeconds = full ? 180 : 30

/** A commit and a file that is not committed, then what the case needs. */
const work = (then: string) => `echo a >a; git add a; git commit -qm A; echo b >b; echo ready; ${then}`
const untilGo = 'until [ -e /tmp/go ]; do sleep 0.2; done'
const soonSaved = ['--set', 'kubernetes.checkpointSeconds=5']

describe.skipIf(!clusterReady)(`saving in a real pod (${clusterNeeds})`, { concurrent: true, timeout: 500_000 }, () => {
  let cluster: Cluster
  let repository: Repository

  beforeAll(async () => {
    cluster = await openCluster({ rig: 'saving', port: 2224 })
    repository = await cluster.story.repository('athena')
  })

  afterAll(() => cluster?.close())

  /** The status at the end, once it was found to agree with the remote. */
  const agreed = async (name: string): Promise<PolecatStatus> => {
    const { status = {}, metadata } = await cluster.story.polecat(name)
    const rescuePrefix = `refs/gastown/${name}-${metadata.uid?.slice(0, 8)}/1`
    agreesWithRemote(status, { remote: repository.remote, branch: `refs/heads/polecat/${name}`, rescuePrefix })
    return status
  }
  const show = async (status: PolecatStatus, ref: RegExp, path: string) =>
    repository.git('show', `${status.result?.rescueRefs?.find((name) => ref.test(name))}:${path}`)
  /** Git-push has not only pushed its work, but knows that it has. */
  const checkpointed = (name: string) =>
    waitFor(
      `a checkpoint of ${name}`,
      async () => {
        const { stdout } = await cluster.story.gastown(['logs', name, '-c', 'git-push'])
        return stdout.includes('uncommitted work saved at') || undefined
      },
      { seconds: 120, everyMs: 1000 },
    )
  const go = (name: string) => cluster.story.gastown(['exec', name, '--', 'touch', '/tmp/go'])
  /** A server of its own, so that its going away disturbs nobody else. */
  const ownServer = async (name: string, port: number): Promise<{ server: GitSsh; flags: string[] }> => {
    const server = await cluster.serveGit(port)
    await cluster.gitSecret(name, { 'ssh-privatekey': server.privateKey, known_hosts: server.knownHosts })
    return { server, flags: ['--repo', server.url('athena.git'), '--git-secret', name] }
  }

  test(`a git host that is away for ${outageSeconds} s at the end: the pod waits, and saves`, async () => {
    const { server, flags } = await ownServer('away', 2225)
    try {
      const creating = cluster.create('away', work(untilGo), ...soonSaved, ...flags)
      await checkpointed('away')
      await server.close()
      await go('away')
      await sleep(outageSeconds * 1000)
      expect((await repository.refs()).has('refs/heads/polecat/away')).toBe(false)
      expect(await cluster.startedPodOf('away')).toBeDefined()
      await server.reopen()
      const ran = await creating
      expect(ran.code, await cluster.explain(ran, 'away')).toBe(0)
    } finally {
      await server.close()
    }
    const status = await agreed('away')
    expect(status).toMatchObject({ phase: 'Done', reason: 'Pushed', result: { saved: 'saved' } })
    expect(status.result?.commit).toBe((await repository.refs()).get('refs/heads/polecat/away'))
    expect(await repository.git('show', 'polecat/away:b')).toBe('b\n')
  })

  test('a git host that is away for ever: 14, and the message says what became of the work', async () => {
    const { server, flags } = await ownServer('gone', 2226)
    const creating = cluster.create('gone', work(`${untilGo}; echo c >c`), '--timeout', '90', ...soonSaved, ...flags)
    await checkpointed('gone')
    await server.close()
    await go('gone')
    const ran = await creating
    expect(ran.code, await cluster.explain(ran, 'gone')).toBe(14)
    const status = await agreed('gone')
    expect(status).toMatchObject({ phase: 'Failed', reason: 'PushFailed', result: { saved: 'failed' } })
    expect(status.message).toMatch(/10\.245\.0\.1:2226 cannot be reached/)
    expect(status.message).toMatch(/commits saved at refs\/gastown\/gone-[0-9a-f]{8}\/1\/checkpoint/)
    // Kubernetes removes the volumes of a pod that has ended.
    expect(status.message).not.toContain('still in the pod')
    expect(status.message).toContain('what is not there is lost')
    expect(await show(status, /uncommitted$/, 'b')).toBe('b\n')
  })

  test('an agent that is killed for its memory: 17, everything saved', async () => {
    const ran = await cluster.create('memory', work('tail /dev/zero'))
    expect(ran.code, await cluster.explain(ran, 'memory')).toBe(17)
    const status = await agreed('memory')
    expect(status).toMatchObject({ phase: 'Failed', reason: 'OOMKilled', result: { saved: 'saved' } })
    expect(await repository.git('show', 'polecat/memory:a')).toBe('a\n')
    expect(await show(status, /uncommitted$/, 'b')).toBe('b\n')
  })

  test('kubectl delete pod in mid-run: 17, everything saved', async () => {
    const creating = cluster.create('deleted', work('sleep 600'))
    const pod = await waitFor('the agent', () => cluster.startedPodOf('deleted'), { seconds: 120 })
    await waitFor('its work', async () => {
      const { stdout } = await cluster.story.gastown(['logs', 'deleted'])
      return stdout.includes('ready') || undefined
    })
    const key = ['stat', '-L', '-c', '%a %u %g', '/credentials/git/ssh-privatekey']
    expect(await cluster.execIn(pod, 'git-push', ...key)).toBe('440 0 1000\n')
    await cluster.kubectl(['delete', 'pod', pod, '-n', cluster.namespaces.workers, '--wait=false'])
    const ran = await creating
    expect(ran.code, await cluster.explain(ran, 'deleted')).toBe(17)
    const status = await agreed('deleted')
    expect(status).toMatchObject({ phase: 'Failed', reason: 'PodDeleted', result: { saved: 'saved' } })
    expect(await repository.git('show', 'polecat/deleted:a')).toBe('a\n')
    expect(await show(status, /uncommitted$/, 'b')).toBe('b\n')
  })

  test.each([
    ['encrypted', /is encrypted.*use a deploy key without one/],
    ['public', /contains the public half.*give the file without \.pub/],
    ['windows', /has Windows line ends.*convert it with dos2unix/],
  ])('a key that cannot work (%s) is refused before anything is asked', async (name, words) => {
    const file = join(cluster.story.folder, name)
    const passphrase = name === 'encrypted' ? 'phrase' : ''
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-C', name, '-f', file])
    const text = await readFile(name === 'public' ? `${file}.pub` : file, 'utf8')
    await cluster.gitSecret(name, {
      'ssh-privatekey': name === 'windows' ? text.replaceAll('\n', '\r\n') : text,
      known_hosts: cluster.git.knownHosts,
    })
    const ran = await cluster.create(`key-${name}`, 'true', '--git-secret', name)
    expect(ran.code, await cluster.explain(ran, `key-${name}`)).toBe(16)
    const status = await agreed(`key-${name}`)
    expect(status).toMatchObject({ phase: 'Failed', reason: 'CredentialRejected' })
    expect(status.message).toMatch(words)
    expect(status.message).toContain('nothing to save')
    expect(`${ran.stdout}${ran.stderr}`).toMatch(words)
  })
})
