/**
 * The same story on a real Kubernetes: Pod Security `restricted`, git over ssh with a checked host key, the operator
 * outside the cluster. Needs GASTOWN_TEST_KUBECONFIG, GASTOWN_TEST_IMAGE and an address that pods reach (CONTRIBUTING.md).
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serveGitOverSsh, type GitSsh } from '../support/git-ssh.ts'
import { launcher, openStory, type Ran, type Repository, type Story } from '../support/story.ts'

const run = promisify(execFile)
const { GASTOWN_TEST_KUBECONFIG: kubeconfig, GASTOWN_TEST_IMAGE: image } = process.env
const address = process.env['GASTOWN_TEST_NODE_ADDRESS']
const onNode = process.env['GASTOWN_TEST_ON_NODE']
const ready = kubeconfig !== undefined && image !== undefined && address !== undefined && onNode !== undefined

const kubectl = async (args: readonly string[], input?: string) => {
  const running = run('kubectl', ['--kubeconfig', kubeconfig as string, ...args], { maxBuffer: 64 << 20 })
  running.child.stdin?.end(input ?? '')
  return (await running).stdout
}
const apply = (...objects: object[]) =>
  kubectl(
    ['apply', '--server-side', '--force-conflicts', '-f', '-'],
    JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }),
  )

describe.skipIf(!ready)(
  'a polecat in a real pod (needs a cluster, an image and an address; see CONTRIBUTING.md)',
  () => {
    let story: Story
    let repository: Repository
    let git: GitSsh
    let operator: ChildProcess
    let operatorLog = ''

    beforeAll(async () => {
      story = await openStory({ GASTOWN_CONTEXT: '', KUBECONFIG: kubeconfig })
      repository = await story.repository('athena')
      git = await serveGitOverSsh({
        folder: story.folder,
        address: address as string,
        port: 2222,
        prefix: [onNode as string],
      })
      await apply(
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'gastown-system' } },
        {
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name: 'gastown-workers', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
        },
      )
      await kubectl(['apply', '--server-side', '--force-conflicts', '-f', 'templates/crds'])
      await kubectl([
        'wait',
        '--for=condition=Established',
        '--timeout=30s',
        'crd/polecats.gastown.gastown.io',
        'crd/rigs.gastown.gastown.io',
      ])
      await apply(
        {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 'git-credentials', namespace: 'gastown-workers', labels: { 'gastown.io/role': 'git' } },
          stringData: { 'ssh-privatekey': git.privateKey, known_hosts: git.knownHosts },
        },
        {
          apiVersion: 'gastown.gastown.io/v1alpha1',
          kind: 'Rig',
          metadata: { name: 'athena' },
          spec: {
            gitURL: git.url('athena.git'),
            beadsPrefix: 'at',
            defaults: {
              kubernetes: {
                gitSecretRef: { name: 'git-credentials' },
                image,
                resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { cpu: '1', memory: '256Mi' } },
              },
            },
          },
        },
      )
      operator = spawn(
        process.execPath,
        [launcher, 'operator', 'run', '--kubeconfig', kubeconfig as string, '--image', image as string],
        {
          env: story.env,
          stdio: ['ignore', 'pipe', 'pipe'],
        },
      )
      for (const stream of [operator.stdout, operator.stderr])
        stream?.on('data', (chunk: Buffer) => (operatorLog += chunk.toString()))
    }, 120_000)

    afterAll(async () => {
      await kubectl(['delete', 'polecats', '--all', '-n', 'gastown-system', '--timeout=60s']).catch(() => undefined)
      if (operator?.exitCode === null) {
        const ended = new Promise((resolve) => operator.once('exit', resolve))
        operator.kill('SIGTERM')
        await ended
      }
      await kubectl(['delete', 'rig', 'athena', '--ignore-not-found']).catch(() => undefined)
      await git?.close()
      await story?.close()
    }, 120_000)

    const create = async (name: string, script: string, ...flags: string[]): Promise<Ran> => {
      const args = [
        'create',
        name,
        '--rig',
        'athena',
        '--task',
        'It\'s "$(touch X)" `y` $(HOME)\n',
        '--agent',
        'custom',
        '--wait',
      ]
      return story.gastown([...args, ...flags, '--', 'sh', '-c', script])
    }
    const explain = async (ran: Ran, name: string) =>
      ran.code +
      '\n' +
      ran.stderr +
      operatorLog.slice(-3000) +
      (await kubectl(['describe', 'pods', '-n', 'gastown-workers', '-l', `polecat=${name}`]))

    test('a good agent: Done, 0, the commit is what the remote reports', { timeout: 180_000 }, async () => {
      const script = 'cat > task; git add task; git commit -qm "Keep the task"; echo left > uncommitted; echo said; id'
      const ran = await create('ok', script)
      expect(ran.code, await explain(ran, 'ok')).toBe(0)
      const { status } = await story.polecat('ok')
      expect(status).toMatchObject({ phase: 'Done', reason: 'Pushed', attempt: 1 })
      expect(status?.result?.commit).toBe((await repository.refs()).get('refs/heads/polecat/ok'))
      expect(await repository.git('show', 'polecat/ok:task')).toBe('It\'s "$(touch X)" `y` $(HOME)\n')
      expect(await repository.git('show', 'polecat/ok:uncommitted')).toBe('left\n')
      const logs = await story.gastown(['logs', 'ok'])
      expect(logs.stdout).toContain('said')
    })

    test('exit 3: 10, commits pushed, uncommitted files rescued', { timeout: 180_000 }, async () => {
      const ran = await create('bad', 'echo a > a; git add a; git commit -qm A; echo b > b; exit 3')
      expect(ran.code, await explain(ran, 'bad')).toBe(10)
      const { status } = await story.polecat('bad')
      const refs = await repository.refs()
      expect(status?.result?.commit).toBe(refs.get('refs/heads/polecat/bad'))
      expect(await repository.git('show', `${refs.get(status?.result?.rescueRefs?.[0] ?? '')}:b`)).toBe('b\n')
    })

    test('terminate in mid-run: 15, everything saved', { timeout: 180_000 }, async () => {
      const waiting = create('stop', 'echo a > a; git add a; git commit -qm A; echo b > b; echo ready; sleep 600')
      await expect
        .poll(async () => (await story.gastown(['logs', 'stop'])).stdout, { timeout: 90_000, interval: 1000 })
        .toContain('ready')
      expect(await story.gastown(['exec', 'stop', '--', 'cat', 'a'])).toMatchObject({ code: 0, stdout: 'a\n' })
      expect(await story.gastown(['exec', 'stop', '--', 'sh', '-c', 'exit 7'])).toMatchObject({ code: 7 })
      expect(await story.gastown(['terminate', 'stop'])).toMatchObject({ code: 0 })
      const ran = await waiting
      expect(ran.code, await explain(ran, 'stop')).toBe(15)
      const { status } = await story.polecat('stop')
      const refs = await repository.refs()
      expect(status?.result?.commit).toBe(refs.get('refs/heads/polecat/stop'))
      expect(await repository.git('show', `${refs.get(status?.result?.rescueRefs?.[0] ?? '')}:b`)).toBe('b\n')
    })

    test('a host key that is not the pinned one: 16, HostKeyMismatch', { timeout: 180_000 }, async () => {
      const other = git.knownHosts.replace(
        / AAAA\S+/,
        ' AAAAC3NzaC1lZDI1NTE5AAAAINv+NdDY6pjfiV3Qe6ROffnVZvX/MgIpmsuhaV5/2FQJ',
      )
      await apply({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'git-other', namespace: 'gastown-workers', labels: { 'gastown.io/role': 'git' } },
        stringData: { 'ssh-privatekey': git.privateKey, known_hosts: other },
      })
      const ran = await create('mitm', 'true', '--git-secret', 'git-other')
      expect(ran.code, await explain(ran, 'mitm')).toBe(16)
      expect((await story.polecat('mitm')).status).toMatchObject({ reason: 'HostKeyMismatch' })
    })

    test('a key that the server refuses: 16, CredentialRejected', { timeout: 180_000 }, async () => {
      const file = join(story.folder, 'stranger')
      await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'stranger', '-f', file])
      await apply({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'git-stranger', namespace: 'gastown-workers', labels: { 'gastown.io/role': 'git' } },
        stringData: { 'ssh-privatekey': await readFile(file, 'utf8'), known_hosts: git.knownHosts },
      })
      const ran = await create('stranger', 'true', '--git-secret', 'git-stranger')
      expect(ran.code, await explain(ran, 'stranger')).toBe(16)
      expect((await story.polecat('stranger')).status).toMatchObject({ reason: 'CredentialRejected' })
    })
  },
)
