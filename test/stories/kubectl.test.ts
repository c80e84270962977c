/** A polecat of local mode under plain kubectl: whoever knows that needs nothing else. */
import { execFile, spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeInFull } from '../support/full.ts'
import { openStory, type Ran, type Repository, type Story } from '../support/story.ts'

const isThere = spawnSync('kubectl', ['version', '--client'], { stdio: 'ignore' }).status === 0

describe.skipIf(!isThere)('kubectl (where it is on the PATH)', () => {
  let story: Story
  let repository: Repository
  let kubeconfig: string

  beforeAll(async () => {
    story = await openStory()
    repository = await story.repository('athena')
    await story.gastown(['local', 'up'])
    kubeconfig = (JSON.parse((await story.gastown(['local', 'status', '-o', 'json'])).stdout) as { kubeconfig: string })
      .kubeconfig
  })
  afterAll(() => story.close())

  const kubectl = (...args: string[]) =>
    new Promise<Ran>((resolve) => {
      const child = execFile(
        'kubectl',
        args,
        { env: { ...story.env, PATH: process.env['PATH'], KUBECONFIG: kubeconfig } },
        (_, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
      )
    })
  const create = (name: string, script: string) =>
    story.gastown(['create', name, '--task', 'Do it', '--agent', 'custom', '--', 'sh', '-c', script], {
      cwd: repository.checkout,
    })
  const waitFor = (name: string, phase: string) =>
    kubectl('wait', `polecat/${name}`, `--for=jsonpath={.status.phase}=${phase}`, '--timeout=60s')
  const podOf = async (name: string) => {
    const { stdout } = await kubectl('get', 'polecat', name, '-o', 'jsonpath={.status.podName}')
    return stdout
  }

  test('get, describe, logs -f, exec, patch, delete', async () => {
    const script =
      'echo first; echo one >a; git add a; git commit -qm One; until [ -e go ]; do sleep 0.1; done; rm go; echo last'
    expect(await create('worker', script)).toMatchObject({ code: 0 })
    await waitFor('worker', 'Working')
    expect((await story.gastown(['wait', 'worker', '--for', 'started'])).code).toBe(0)

    const get = await kubectl('get', 'polecats')
    expect(get.stdout).toMatch(/^NAME +PHASE .*\nworker +Working +custom +polecat\/worker +1 /)
    expect((await kubectl('get', 'pcat/worker', '-o', 'yaml')).stdout).toContain('taskDescription: Do it\n')
    expect((await kubectl('get', 'pods', '-n', 'gastown-workers')).stdout).toMatch(/^worker-\w+-1 +3\/3 +Running/m)
    const described = (await kubectl('describe', 'polecat', 'worker')).stdout
    expect(described).toMatch(/Normal +Working .* the agent is working on polecat\/worker/)

    const pod = await podOf('worker')
    const following = kubectl('logs', '-f', '-n', 'gastown-workers', pod)
    const inPod = await kubectl('exec', '-n', 'gastown-workers', pod, '--', 'sh', '-c', 'cat a; touch go')
    expect(inPod).toMatchObject({ code: 0, stdout: 'one\n' })
    expect(await following).toMatchObject({ code: 0, stdout: 'first\nlast\n' })
    expect(await waitFor('worker', 'Done')).toMatchObject({ code: 0 })
    const commit = (await kubectl('get', 'polecat', 'worker', '-o', 'jsonpath={.status.result.commit}')).stdout
    expect(commit).toBe((await repository.refs()).get('refs/heads/polecat/worker'))

    expect(await kubectl('delete', 'polecat', 'worker')).toMatchObject({ code: 0 })
    expect((await kubectl('get', 'polecat', 'worker')).code).toBe(1)
    expect((await repository.refs()).get('refs/heads/polecat/worker')).toBe(commit)
  })

  test('what is misspelt is told: kubectl patch asks for warnings only', async () => {
    const misspelt = ['--type=merge', '-p', '{"spec":{"gitUrl":"x"}}']
    const { code, stderr } = await kubectl('patch', 'rig', 'athena', ...misspelt)
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Warning: unknown field "spec.gitUrl"\n' })
  })

  describeInFull('rarer ends', () => {
    test('a patch of desiredState saves and ends it; so does delete', async () => {
      await create('patched', 'echo two >b; echo ready; sleep 600')
      await create('deleted', 'echo three >c; git add c; git commit -qm Three; echo ready; sleep 600')
      for (const name of ['patched', 'deleted']) {
        await story.gastown(['wait', name, '--for', 'started'])
        const pod = await podOf(name)
        const log = async () => (await kubectl('logs', '-n', 'gastown-workers', pod)).stdout
        await expect.poll(log).toBe('ready\n')
      }
      const patch = ['--type=merge', '-p', '{"spec":{"desiredState":"Terminated"}}']
      expect(await kubectl('patch', 'polecat', 'patched', ...patch)).toMatchObject({ code: 0 })
      expect(await waitFor('patched', 'Terminated')).toMatchObject({ code: 0 })
      const { stdout: rescued } = await kubectl(
        'get',
        'polecat',
        'patched',
        '-o',
        'jsonpath={.status.result.rescueRefs[0]}',
      )
      expect(await repository.git('show', `${rescued}:b`)).toBe('two\n')

      expect(await kubectl('delete', 'polecat', 'deleted')).toMatchObject({ code: 0 })
      expect(await repository.git('show', 'polecat/deleted:c')).toBe('three\n')
    })
  })
})
