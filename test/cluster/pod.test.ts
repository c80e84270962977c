/**
 * The same story on a real Kubernetes: Pod Security `restricted`, git over ssh with a checked host key, the operator
 * outside the cluster. Needs GASTOWN_TEST_KUBECONFIG, GASTOWN_TEST_IMAGE and an address that pods reach (CONTRIBUTING.md).
 */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clusterNeeds, clusterReady, openCluster, task, type Cluster } from '../support/cluster.ts'
import type { Repository } from '../support/story.ts'

const run = promisify(execFile)

describe.skipIf(!clusterReady)(`a polecat in a real pod (${clusterNeeds})`, () => {
  let cluster: Cluster
  let repository: Repository

  beforeAll(async () => {
    // The namespaces that people get.
    const namespaces = { polecats: 'gastown-system', workers: 'gastown-workers' }
    cluster = await openCluster({ rig: 'athena', port: 2222, namespaces })
    repository = await cluster.story.repository('athena')
  })

  afterAll(() => cluster?.close())

  test('a good agent: Done, 0, the commit is what the remote reports', { timeout: 180_000 }, async () => {
    const script = 'cat > task; git add task; git commit -qm "Keep the task"; echo left > uncommitted; echo said; id'
    const ran = await cluster.create('ok', script)
    expect(ran.code, await cluster.explain(ran, 'ok')).toBe(0)
    const status = await cluster.status('ok')
    expect(status).toMatchObject({ phase: 'Done', reason: 'Pushed', attempt: 1 })
    expect(status.result?.commit).toBe((await repository.refs()).get('refs/heads/polecat/ok'))
    expect(await repository.git('show', 'polecat/ok:task')).toBe(task)
    expect(await repository.git('show', 'polecat/ok:uncommitted')).toBe('left\n')
    const logs = await cluster.story.gastown(['logs', 'ok'])
    expect(logs.stdout).toContain('said')
  })

  test('exit 3: 10, commits pushed, uncommitted files rescued', { timeout: 180_000 }, async () => {
    const ran = await cluster.create('bad', 'echo a > a; git add a; git commit -qm A; echo b > b; exit 3')
    expect(ran.code, await cluster.explain(ran, 'bad')).toBe(10)
    const status = await cluster.status('bad')
    const refs = await repository.refs()
    expect(status.result?.commit).toBe(refs.get('refs/heads/polecat/bad'))
    expect(await repository.git('show', `${refs.get(status.result?.rescueRefs?.[0] ?? '')}:b`)).toBe('b\n')
  })

  test('terminate in mid-run: 15, everything saved', { timeout: 180_000 }, async () => {
    const waiting = cluster.create('stop', 'echo a > a; git add a; git commit -qm A; echo b > b; echo ready; sleep 600')
    await expect
      .poll(async () => (await cluster.story.gastown(['logs', 'stop'])).stdout, { interval: 1000 })
      .toContain('ready')
    expect(await cluster.story.gastown(['exec', 'stop', '--', 'cat', 'a'])).toMatchObject({ code: 0, stdout: 'a\n' })
    expect(await cluster.story.gastown(['exec', 'stop', '--', 'sh', '-c', 'exit 7'])).toMatchObject({ code: 7 })
    expect(await cluster.story.gastown(['terminate', 'stop'])).toMatchObject({ code: 0 })
    const ran = await waiting
    expect(ran.code, await cluster.explain(ran, 'stop')).toBe(15)
    const status = await cluster.status('stop')
    const refs = await repository.refs()
    expect(status.result?.commit).toBe(refs.get('refs/heads/polecat/stop'))
    expect(await repository.git('show', `${refs.get(status.result?.rescueRefs?.[0] ?? '')}:b`)).toBe('b\n')
  })

  test('a host key that is not the pinned one: 16, HostKeyMismatch', { timeout: 180_000 }, async () => {
    const other = cluster.git.knownHosts.replace(
      / AAAA\S+/,
      ' AAAAC3NzaC1lZDI1NTE5AAAAINv+NdDY6pjfiV3Qe6ROffnVZvX/MgIpmsuhaV5/2FQJ',
    )
    await cluster.gitSecret('git-other', { 'ssh-privatekey': cluster.git.privateKey, known_hosts: other })
    const ran = await cluster.create('mitm', 'true', '--git-secret', 'git-other')
    expect(ran.code, await cluster.explain(ran, 'mitm')).toBe(16)
    expect(await cluster.status('mitm')).toMatchObject({ reason: 'HostKeyMismatch' })
  })

  test('a key that the server refuses: 16, CredentialRejected', { timeout: 180_000 }, async () => {
    const file = join(cluster.story.folder, 'stranger')
    await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'stranger', '-f', file])
    await cluster.gitSecret('git-stranger', {
      'ssh-privatekey': await readFile(file, 'utf8'),
      known_hosts: cluster.git.knownHosts,
    })
    const ran = await cluster.create('stranger', 'true', '--git-secret', 'git-stranger')
    expect(ran.code, await cluster.explain(ran, 'stranger')).toBe(16)
    expect(await cluster.status('stranger')).toMatchObject({ reason: 'CredentialRejected' })
  })
})
