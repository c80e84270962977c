import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { GastownError } from '../../src/errors.ts'
import { configMaps, events, leases, pods, polecats, rigs, secrets } from '../../src/kube/resources.ts'
import type { V1Secret } from '../../src/kube/wire.ts'
import type { Polecat } from '../../src/polecat/schema.ts'
import { runOperator, type OperatorOptions } from '../../src/operator/run.ts'
import { aPolecat, aRig } from '../support/a-polecat.ts'
import { aLog, type LogLine } from '../support/fakes/a-log.ts'
import { fakeCluster, type FakeCluster } from '../support/fakes/fake-cluster.ts'
import { anEndedPod, aPod, pushed, running, type Seen, worked } from './a-pod.ts'

let cluster: FakeCluster
let operators: Operator[]

beforeEach(() => {
  cluster = fakeCluster()
  operators = []
})
afterEach(async () => {
  for (const operator of operators) await operator.stop()
})

interface Operator {
  readonly lines: LogLine[]
  stop(): Promise<void>
}

function start(options: Partial<OperatorOptions> = {}): Operator {
  const stopping = new AbortController()
  const { log, lines } = aLog()
  const ended = runOperator({
    client: cluster.client,
    local: false,
    sandboxed: false,
    image: 'gastown',
    leaderElection: false,
    signal: stopping.signal,
    log,
    texts: { entry: '#!/bin/sh\n', preamble: 'You work unattended.\n' },
    ...options,
  })
  const operator: Operator = {
    lines,
    async stop() {
      stopping.abort()
      await ended
    },
  }
  operators.push(operator)
  return operator
}

const rig = (spec: object = {}) => cluster.client.create(rigs, aRig(spec))

async function polecat(name: string, spec: object = {}, kubernetes: object = {}): Promise<Polecat> {
  const custom = { agent: 'custom', agentConfig: { command: ['true'] }, ...spec }
  return cluster.client.create(polecats, aPolecat(custom, kubernetes, name))
}

const phaseOf = (name: string, phase: string) => cluster.until(polecats, name, ({ status }) => status?.phase === phase)
const reasonOf = (name: string, reason: string) =>
  cluster.until(polecats, name, ({ status }) => status?.reason === reason)
/** Name of the pod of its attempt, once that is there. */
const podOf = async (name: string, attempt = 1): Promise<string> => {
  const { status } = await cluster.until(
    polecats,
    name,
    ({ status }) => status?.attempt === attempt && status.podName !== undefined && status.finishedAt === undefined,
  )
  await cluster.until(pods, status?.podName ?? '', () => true)
  return status?.podName ?? ''
}

async function play(name: string, seen: Seen, ended = false): Promise<void> {
  const { status } = ended ? anEndedPod(seen) : aPod(seen)
  cluster.setPodStatus(await podOf(name), { ...status, startTime: new Date().toISOString() })
}

const want = (name: string, desiredState: string) =>
  cluster.client.mergePatch(polecats, name, 'gastown-system', { spec: { desiredState } })
const works: Seen = { agent: running, clone: { ok: true, branch: 'polecat/x' } }
const eventsOf = (name: string) => cluster.all(events).filter(({ involvedObject }) => involvedObject.name === name)
/** Not records, which stay. */
const mapsOfPods = () => cluster.all(configMaps).filter(({ metadata }) => metadata?.namespace === 'gastown-workers')
const toldOf = (name: string) => eventsOf(name).map(({ reason, type }) => `${type} ${reason}`)

const login = (expiresAt: number) => ({
  claudeAiOauth: {
    accessToken: 'sk-ant-oat01-a',
    refreshToken: 'sk-ant-ort01-r',
    expiresAt,
    scopes: ['user:inference'],
  },
})

const putLogin = (expiresAt: number) => {
  const secret: V1Secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'claude-credentials', namespace: 'gastown-workers', labels: { 'gastown.io/role': 'llm' } },
    data: { '.credentials.json': Buffer.from(JSON.stringify(login(expiresAt))).toString('base64') },
  }
  return cluster.client.create(secrets, secret)
}

describe("Claude's login", () => {
  test('a pod gets its access token alone, in a Secret that goes once the pod has ended', async () => {
    await rig()
    await putLogin(Date.now() + 8 * 3_600_000)
    start()
    await polecat('claude', { agent: 'claude-code', agentConfig: {} })
    const name = await podOf('claude')
    const own = cluster.all(secrets).find(({ metadata }) => metadata?.name === name)
    expect(own?.data).toEqual({ 'oauth-token': Buffer.from('sk-ant-oat01-a').toString('base64') })
    expect(own?.metadata?.labels).toMatchObject({ 'gastown.io/role': 'llm', polecat: 'claude' })
    const volume = cluster.all(pods)[0]?.spec?.volumes?.find((one) => one.name === 'llm-credential')
    expect(volume?.secret).toMatchObject({ secretName: name, items: [{ key: 'oauth-token' }] })
    await play('claude', { save: { ...worked, end: { ok: true } } }, true)
    await phaseOf('claude', 'Done')
    await cluster.until(pods, name, ({ metadata }) => !metadata?.finalizers?.length)
    expect(cluster.all(secrets).map(({ metadata }) => metadata?.name)).toEqual(['claude-credentials'])
  })

  test('one that ends before the deadline starts nothing', async () => {
    await rig()
    await putLogin(Date.now() + 600_000)
    start()
    await polecat('claude', { agent: 'claude-code', agentConfig: {} })
    const { status } = await reasonOf('claude', 'CredentialExpired')
    expect(JSON.stringify(status)).not.toContain('sk-ant')
    expect(cluster.all(pods)).toEqual([])
  })
})

describe('a normal life', () => {
  test('finalizer, claim, ConfigMap, pod; working; done; kept; deleted', async () => {
    await rig()
    start()
    await polecat('ok')
    const name = await podOf('ok')
    expect(cluster.writes.filter((write) => !write.includes('events'))).toEqual([
      'create rigs athena',
      'create polecats ok',
      'patch polecats ok',
      'status polecats ok',
      `create configmaps ${name}`,
      `create pods ${name}`,
    ])
    const [pod] = cluster.all(pods)
    expect(pod?.metadata?.finalizers).toEqual(['gastown.io/record'])

    await play('ok', works)
    await phaseOf('ok', 'Working')
    await cluster.until(pods, name, ({ metadata }) => metadata?.annotations?.['gastown.io/started'] !== undefined)

    await play('ok', {}, true)
    expect((await phaseOf('ok', 'Done')).status).toMatchObject({ reason: 'Pushed', podUID: pod?.metadata?.uid })
    await cluster.until(pods, name, ({ metadata }) => !metadata?.finalizers?.length)
    await expect.poll(() => toldOf('ok')).toEqual(['Normal Started', 'Normal Working', 'Normal Pushed'])
    await cluster.settled()

    const before = cluster.writes.length
    await cluster.settled()
    expect(cluster.writes.length).toBe(before)
    expect(cluster.all(pods)).toHaveLength(1)

    await cluster.client.remove(polecats, 'ok', 'gastown-system')
    await expect.poll(() => cluster.all(polecats)).toEqual([])
    expect(cluster.all(pods)).toEqual([])
    await expect.poll(mapsOfPods).toEqual([])
  })

  test('deleted while it works: stopped, saved, recorded, then gone', async () => {
    await rig()
    start()
    await polecat('stop')
    await play('stop', works)
    await phaseOf('stop', 'Working')
    await cluster.client.remove(polecats, 'stop', 'gastown-system')
    const name = await podOf('stop')
    await cluster.until(pods, name, ({ metadata }) => metadata?.annotations?.['gastown.io/stop'] === 'terminated')
    expect(cluster.writes).not.toContain(`remove pods ${name}`)
    const recorded = cluster.until(polecats, 'stop', ({ status }) => status?.result?.saved === 'saved')
    await play('stop', { agent: 143, save: { ...worked, stopped: 'terminated' } }, true)
    expect((await recorded).status).toMatchObject({ phase: 'Terminated' })
    await expect.poll(() => cluster.all(polecats)).toEqual([])
    expect(cluster.all(pods)).toEqual([])
  })

  test('a retry makes another pod, and the old one stays', async () => {
    await rig()
    start()
    await polecat('again')
    await play('again', { agent: 3 }, true)
    await phaseOf('again', 'Failed')
    await cluster.client.mergePatch(polecats, 'again', 'gastown-system', { spec: { attempt: 2 } })
    await podOf('again', 2)
    expect(cluster.all(pods).map(({ metadata }) => metadata?.labels?.['gastown.io/attempt'])).toEqual(['1', '2'])
  })
})

describe('limits', () => {
  test('a rig never runs more than it lets, and the best goes first when one ends', async () => {
    await rig({ settings: { maxPolecats: 2 } })
    for (const name of ['a', 'b', 'c', 'd']) await polecat(name, { priority: name === 'd' ? 1 : 0 })
    start()
    await reasonOf('b', 'RigFull')
    await reasonOf('c', 'RigFull')
    await cluster.settled()
    expect(
      cluster
        .all(pods)
        .map(({ metadata }) => metadata?.labels?.['polecat'])
        .toSorted(),
    ).toEqual(['a', 'd'])
    await play('a', {}, true)
    await podOf('b')
    await cluster.settled()
    expect(cluster.all(pods)).toHaveLength(3)
    await cluster.client.mergePatch(rigs, 'athena', undefined, { spec: { settings: { maxPolecats: 3 } } })
    await podOf('c')
  })

  test('forty at once, created while the operator runs', async () => {
    await rig({ settings: { maxPolecats: 10 } })
    start()
    await Promise.all(Array.from({ length: 40 }, (_, index) => polecat(`p${index}`)))
    const ended = new Set<string>()
    while (ended.size < 40) {
      await cluster.settled()
      const live = cluster.all(pods).filter(({ metadata }) => !ended.has(metadata?.name ?? ''))
      expect(live.length).toBeLessThanOrEqual(10)
      for (const pod of live) {
        ended.add(pod.metadata?.name ?? '')
        cluster.setPodStatus(pod.metadata?.name ?? '', anEndedPod().status)
      }
    }
    await expect.poll(() => cluster.all(polecats).filter(({ status }) => status?.phase === 'Done').length).toBe(40)
  })

  test('one polecat per branch', async () => {
    await rig()
    start()
    await polecat('one', {}, { workBranch: 'feature' })
    await podOf('one')
    await polecat('two', {}, { workBranch: 'feature' })
    await reasonOf('two', 'BranchInUse')
    await play('one', { push: { ...pushed, branch: 'feature' } }, true)
    expect(await podOf('two')).toMatch(/^two-/)
  })

  test('two for the same branch at the same moment: one starts', async () => {
    await rig()
    await polecat('one', {}, { workBranch: 'feature' })
    await polecat('two', {}, { workBranch: 'feature' })
    start()
    await cluster.until(polecats, 'two', ({ status }) => status?.phase !== undefined)
    await cluster.settled()
    expect(cluster.all(pods)).toHaveLength(1)
  })
})

describe('when things go wrong', () => {
  test('a rig that comes later', async () => {
    start()
    await polecat('early')
    await reasonOf('early', 'RigNotFound')
    await rig()
    expect(await podOf('early')).toMatch(/^early-/)
  })

  test('a Secret that is missing, asked for only when it is needed', async () => {
    await rig()
    start()
    await polecat('poor', {}, { apiKeySecretRef: { name: 'keys' } })
    expect((await reasonOf('poor', 'SecretNotFound')).status).toMatchObject({ phase: 'Failed' })
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'keys', namespace: 'gastown-workers' },
      data: { 'api-key': 'eA==' },
    }
    await cluster.client.create(secrets, secret)
    await cluster.client.mergePatch(polecats, 'poor', 'gastown-system', { spec: { attempt: 2 } })
    await podOf('poor', 2)
  })

  test('a conflict on the claim makes no pod twice', async () => {
    await rig()
    start()
    cluster.failNext('status polecats', new GastownError('conflict', 'changed'))
    await polecat('clash')
    await podOf('clash')
    expect(cluster.all(pods)).toHaveLength(1)
  })

  test('an operator that died after its claim is followed by one that makes the pod', async () => {
    await rig()
    const first = start()
    cluster.failNext('create configmaps', new Error('killed'))
    await polecat('left')
    await cluster.until(polecats, 'left', ({ status }) => status?.podName !== undefined)
    await first.stop()
    start()
    await podOf('left')
    expect(cluster.all(pods)).toHaveLength(1)
  })

  test('a pod that was made but not recorded is taken over', async () => {
    await rig()
    const first = start()
    await polecat('made')
    const name = await podOf('made')
    await first.stop()
    await cluster.client.mergePatch(
      polecats,
      'made',
      'gastown-system',
      { status: { podUID: null } },
      { subresource: 'status' },
    )
    start()
    expect(await podOf('made')).toBe(name)
    expect(cluster.all(pods)).toHaveLength(1)
  })

  test('a pod of that name that is not ours ends the attempt', async () => {
    await rig()
    const made = await polecat('taken')
    const name = `taken-${made.metadata.uid?.slice(0, 4)}-1`
    await cluster.client.create(pods, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'gastown-workers' },
    })
    start()
    expect((await reasonOf('taken', 'Forbidden')).status?.message).toContain('was not created by gastown')
  })

  test('a server that refuses the pod', async () => {
    await rig()
    start()
    cluster.failNext('create pods', new GastownError('denied', 'violates PodSecurity "restricted"'))
    await polecat('bad')
    expect((await phaseOf('bad', 'Failed')).status).toMatchObject({
      reason: 'Forbidden',
      message: 'violates PodSecurity "restricted"; nothing to save',
    })
    await expect.poll(mapsOfPods).toEqual([])
  })

  test('a server that is away for a moment', async () => {
    await rig()
    const operator = start()
    cluster.failNext('create pods', new GastownError('unreachable', 'connection refused'))
    await polecat('patient')
    await podOf('patient')
    expect(operator.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', message: 'connection refused', polecat: 'gastown-system/patient' }),
    )
  })

  test('a pod that somebody took away', async () => {
    await rig()
    start()
    await polecat('lost')
    const name = await podOf('lost')
    await cluster.client.mergePatch(pods, name, 'gastown-workers', { metadata: { finalizers: [] } })
    await cluster.client.remove(pods, name, 'gastown-workers')
    expect((await reasonOf('lost', 'PodDeleted')).status).toMatchObject({ phase: 'Failed' })
    await cluster.settled()
    expect(cluster.writes.filter((write) => write.startsWith('create pods'))).toHaveLength(1)
    await expect.poll(mapsOfPods).toEqual([])
  })

  test('a pod that went, finalizer and all, before the status had its uid is not created again', async () => {
    await rig()
    start()
    await polecat('brief')
    const name = await podOf('brief')
    const [pod] = cluster.all(pods)
    await cluster.client.mergePatch(pods, name, 'gastown-workers', { metadata: { finalizers: [] } })
    await cluster.client.remove(pods, name, 'gastown-workers')
    expect((await reasonOf('brief', 'PodDeleted')).status).toMatchObject({
      phase: 'Failed',
      podUID: pod?.metadata?.uid,
    })
    expect(cluster.writes.filter((write) => write.startsWith('create pods'))).toHaveLength(1)
  })

  test('a pod deleted while no operator had seen it is not created again', async () => {
    await rig()
    const first = start()
    await polecat('unseen')
    const name = await podOf('unseen')
    await first.stop()
    await cluster.client.remove(pods, name, 'gastown-workers')
    start()
    await reasonOf('unseen', 'PodDeleted')
    await expect.poll(() => cluster.all(pods)).toEqual([])
    await cluster.settled()
    expect(cluster.writes.filter((write) => write.startsWith('create pods'))).toHaveLength(1)
  })

  test('the result is written before the finalizer goes', async () => {
    await rig()
    start()
    await polecat('safe')
    const name = await podOf('safe')
    cluster.failNext('status polecats safe', new GastownError('unreachable', 'away'))
    await play('safe', {}, true)
    await phaseOf('safe', 'Done')
    await cluster.until(pods, name, ({ metadata }) => !metadata?.finalizers?.length)
    const last = cluster.writes.lastIndexOf('status polecats safe')
    expect(cluster.writes.indexOf(`patch pods ${name}`)).toBeGreaterThan(last)
  })
})

test('restarts write nothing where nothing has changed', async () => {
  await rig()
  const first = start()
  await polecat('done')
  await polecat('works')
  await play('done', {}, true)
  await phaseOf('done', 'Done')
  await play('works', works)
  await phaseOf('works', 'Working')
  await cluster.settled()
  await first.stop()
  const before = cluster.writes.length
  start()
  await cluster.settled()
  expect(cluster.writes.slice(before)).toEqual([])
})

test('the same event again only counts', async () => {
  await rig({ settings: { maxPolecats: 1 } })
  start()
  await polecat('first')
  await podOf('first')
  await polecat('waits')
  await reasonOf('waits', 'RigFull')
  await want('waits', 'Idle')
  await phaseOf('waits', 'Idle')
  await want('waits', 'Working')
  await reasonOf('waits', 'RigFull')
  await expect.poll(() => eventsOf('waits').find(({ reason }) => reason === 'RigFull')?.count).toBe(2)
})

describe('rights that are missing', () => {
  test('are all told at once; nothing starts, and says why, until they are there', async () => {
    await rig()
    cluster.denied.add('create pods').add('delete secrets')
    const operator = start({ reviewMs: 5 })
    await polecat('waits')
    const { status } = await reasonOf('waits', 'Paused')
    expect(status).toMatchObject({
      phase: 'Pending',
      message:
        'new attempts are paused: the operator may not create pods in gastown-workers; delete secrets in gastown-workers',
    })
    expect(operator.lines.filter(({ level }) => level === 'error').map(({ message }) => message)).toEqual([
      'missing right: create pods in gastown-workers',
      'missing right: delete secrets in gastown-workers',
    ])
    cluster.denied.clear()
    await play('waits', works)
    await phaseOf('waits', 'Working')
    expect(operator.lines.map(({ message }) => message)).toContain('no rights are missing any more')
  })

  test('one that only tells more keeps nothing from starting', async () => {
    await rig()
    cluster.denied.add('create events')
    start()
    await polecat('starts')
    expect(await podOf('starts')).not.toBe('')
  })

  test('one that is taken away meanwhile is found by the refusal, and ends no attempt', async () => {
    await rig()
    start()
    await polecat('first')
    await podOf('first')
    cluster.denied.add('create configmaps')
    await polecat('second')
    const { status } = await reasonOf('second', 'Paused')
    expect(status?.phase).toBe('Pending')
  })

  test('what runs goes on', async () => {
    await rig()
    start({ reviewMs: 5 })
    await polecat('runs')
    await play('runs', works)
    await phaseOf('runs', 'Working')
    cluster.denied.add('create pods')
    await play('runs', { save: worked, push: pushed }, true)
    expect((await phaseOf('runs', 'Done')).status?.reason).toBe('Pushed')
  })

  test('a watch that is refused is tried again', async () => {
    await rig()
    cluster.denied.add('watch pods')
    const operator = start()
    await polecat('waits')
    await expect
      .poll(() => operator.lines.map(({ message }) => message))
      .toContainEqual(expect.stringMatching(/^cannot work/))
    cluster.denied.clear()
    await podOf('waits')
  })

  test('a refusal is in the status before what was made is removed, and a denied removal does not lose it', async () => {
    await rig()
    start()
    await polecat('first')
    await podOf('first')
    cluster.failNext('create pods', new GastownError('denied', 'violates PodSecurity "restricted"'))
    cluster.denied.add('delete configmaps')
    await polecat('bad')
    const { status } = await reasonOf('bad', 'Forbidden')
    expect(status).toMatchObject({ phase: 'Failed', message: 'violates PodSecurity "restricted"; nothing to save' })
  })
})

test('the log tells the life of a polecat, a line for each transition', async () => {
  await rig()
  const operator = start()
  await polecat('x')
  await play('x', works)
  await phaseOf('x', 'Working')
  await play('x', { save: worked, push: pushed }, true)
  await phaseOf('x', 'Done')
  await cluster.client.remove(polecats, 'x', 'gastown-system')
  const said = () => operator.lines.filter(({ level }) => level !== 'debug')
  await expect.poll(() => said().at(-1)?.message).toBe('the polecat is gone')
  const [started, ...life] = said()
  expect(started).toMatchObject({ message: 'the operator starts', polecats: 'gastown-system', pods: 'gastown-workers' })
  const about = { level: 'info', polecat: 'gastown-system/x', rig: 'athena' }
  const inPod = { ...about, attempt: 1, pod: expect.stringMatching(/^x-[0-9a-f]{4}-1$/) as unknown }
  expect(life).toEqual(
    [
      { ...inPod, phase: 'Pending', message: 'attempt 1 is starting' },
      { ...inPod, phase: 'Working', message: 'the agent is working' },
      { ...inPod, phase: 'Done', reason: 'Pushed', message: expect.stringContaining('pushed') as unknown },
      { ...about, message: 'the polecat is gone' },
    ].map((line) => ({ ...line, time: expect.any(String) as unknown })),
  )
})

test('only the holder of the lease works, and its end lets the other begin', async () => {
  await rig()
  const first = start({ leaderElection: true })
  await cluster.until(leases, 'gastown-operator', ({ spec }) => spec?.holderIdentity !== '')
  await polecat('one')
  await podOf('one')
  await first.stop()
  expect(cluster.all(leases)[0]?.spec?.holderIdentity).toBe('')
  start({ leaderElection: true })
  await polecat('two')
  await podOf('two')
})
