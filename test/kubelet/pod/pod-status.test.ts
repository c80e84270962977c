import { expect, test } from 'vitest'
import type { V1Pod } from '../../../src/kube/wire.ts'
import { readPod } from '../../../src/kubelet/pod/pod-spec.ts'
import { podStatus, timeText, withRestart, type ReportedContainer } from '../../../src/kubelet/pod/pod-status.ts'

const object: V1Pod = {
  metadata: { namespace: 'gastown', name: 'toast', uid: 'u' },
  spec: {
    initContainers: [{ name: 'clone' }, { name: 'save', restartPolicy: 'Always' }],
    containers: [{ name: 'agent', image: 'agents:1' }],
  },
}
const pod = readPod(object)
const now = '2026-01-01T01:00:00Z'
const began = Date.parse('2026-01-01T00:00:00.900Z')
const end = { kind: 'ended', startedAt: began, finishedAt: began + 60_000 } as const

type Given = Partial<ReportedContainer>

const well: Given = { runs: 1, state: 'ended', last: { ...end, exitCode: 0 }, end: { ...end, exitCode: 0 } }
const running: Given = { runs: 1, state: 'running', startedAt: began }
const failed = (exitCode: number, facts: object = {}): Given => {
  const how = { ...end, exitCode, ...facts }
  return { runs: 1, state: 'ended', last: how, end: how }
}

type Stop = Parameters<typeof podStatus>[0]['stop']

function statusOf(given: readonly Given[], over = false, stop?: Stop, before?: V1Pod['status']) {
  const containers = pod.containers.map((spec, index): ReportedContainer => {
    return { spec, runs: 0, state: 'none', ...given[index] }
  })
  return podStatus({ pod, nodeName: 'here', startTime: now, containers, stop, over, now }, before)
}

const stopped = { since: 0, graceSeconds: 1 }

test.each<[string, Given[], boolean, Stop, string | undefined, string | undefined]>([
  ['nothing has begun', [], false, undefined, 'Pending', undefined],
  ['init containers run', [running], false, undefined, 'Pending', undefined],
  ['the agent runs', [well, running, running], false, undefined, 'Running', undefined],
  ['the agent has ended, and its work is being saved', [well, running, well], false, undefined, 'Running', undefined],
  ['all is done', [well, well, well], true, undefined, 'Succeeded', undefined],
  ['the agent has failed', [well, well, failed(1)], true, undefined, 'Failed', undefined],
  ['an init container has failed', [failed(1)], true, undefined, 'Failed', undefined],
  // What a sidecar ends with says nothing about its pod.
  ['the sidecar has failed', [well, failed(1), well], true, undefined, 'Succeeded', undefined],
  ['deleted, and ended well', [well, well, well], true, { ...stopped, reason: 'deleted' }, 'Succeeded', undefined],
  ['late, and ended well', [well, well, well], true, { ...stopped, reason: 'deadline' }, 'Failed', 'DeadlineExceeded'],
  ['evicted', [well, well, well], true, { ...stopped, reason: 'evicted' }, 'Failed', 'Evicted'],
])('phase of a pod where %s', (_title, containers, over, stop, phase, reason) => {
  const status = statusOf(containers, over, stop)
  expect([status.phase, status.reason]).toEqual([phase, reason])
})

test.each<[string, Given[], boolean, string[]]>([
  ['nothing has begun', [], false, ['ContainersNotInitialized', 'ContainersNotReady', 'ContainersNotReady']],
  [
    'the sidecar has not begun',
    [well],
    false,
    ['ContainersNotInitialized', 'ContainersNotReady', 'ContainersNotReady'],
  ],
  ['all run', [well, running, running], false, ['', '', '']],
  ['the sidecar is gone', [well, failed(1), running], false, ['', 'ContainersNotReady', 'ContainersNotReady']],
  ['all is done', [well, well, well], true, ['', 'PodCompleted', 'PodCompleted']],
  ['the agent has failed', [well, well, failed(1)], true, ['', 'PodFailed', 'PodFailed']],
])('conditions of a pod where %s', (_title, containers, over, reasons) => {
  const [scheduled, ...others] = statusOf(containers, over).conditions ?? []
  expect(scheduled).toMatchObject({ type: 'PodScheduled', status: 'True' })
  expect(others.map(({ type }) => type)).toEqual(['Initialized', 'ContainersReady', 'Ready'])
  expect(others.map(({ reason = '' }) => reason)).toEqual(reasons)
  expect(others.map(({ status }) => status === 'True')).toEqual(reasons.map((reason) => reason === ''))
})

test('a condition keeps its time until it turns', () => {
  const then = '2026-01-01T00:30:00Z'
  const before = {
    conditions: ['Initialized', 'Ready'].map((type) => ({ type, status: 'False', lastTransitionTime: then })),
  }
  const times = statusOf([well, running], false, undefined, before as V1Pod['status']).conditions ?? []
  expect(Object.fromEntries(times.map((one) => [one.type, one.lastTransitionTime]))).toEqual({
    PodScheduled: now,
    Initialized: now,
    ContainersReady: now,
    Ready: then,
  })
})

test.each<[string, Given, object]>([
  ['has not begun', {}, { waiting: { reason: 'ContainerCreating' } }],
  ['runs', running, { running: { startedAt: '2026-01-01T00:00:00Z' } }],
  [
    'cannot be made',
    { waiting: { reason: 'CreateContainerConfigError', message: 'secret "x" not found' } },
    { waiting: { reason: 'CreateContainerConfigError', message: 'secret "x" not found' } },
  ],
  ['is done', well, { terminated: expect.objectContaining({ exitCode: 0, reason: 'Completed' }) as object }],
  ['failed', failed(7), { terminated: expect.objectContaining({ exitCode: 7, reason: 'Error' }) as object }],
  [
    'took too much memory',
    failed(137, { outOfMemory: true }),
    { terminated: expect.objectContaining({ exitCode: 137, reason: 'OOMKilled' }) as object },
  ],
  [
    'was lost',
    failed(137, { reason: 'Lost', outOfMemory: true }),
    { terminated: expect.objectContaining({ reason: 'ContainerStatusUnknown' }) as object },
  ],
  [
    'never started',
    failed(128, { reason: 'StartError', startedAt: undefined, message: 'no such program' }),
    {
      terminated: {
        exitCode: 128,
        reason: 'StartError',
        message: 'no such program',
        startedAt: '1970-01-01T00:00:00Z',
        finishedAt: '2026-01-01T00:01:00Z',
        containerID: 'gastown://u/agent/0',
      },
    },
  ],
  [
    'left a message',
    failed(1, { said: 'its own words', message: 'ours' }),
    { terminated: expect.objectContaining({ message: 'its own words' }) as object },
  ],
  [
    'left an empty message',
    failed(1, { said: '', message: 'ours' }),
    { terminated: expect.objectContaining({ message: 'ours' }) as object },
  ],
])('state of an agent that %s', (_title, agent, state) => {
  const [status] = statusOf([well, running, agent]).containerStatuses ?? []
  expect(status?.state).toEqual(state)
  expect(status?.image).toBe('agents:1')
})

test('a container before its turn says what it waits for', () => {
  const { initContainerStatuses = [], containerStatuses = [] } = statusOf([running])
  const waits = [...initContainerStatuses, ...containerStatuses].map(({ state }) => state?.waiting?.reason)
  expect(waits).toEqual([undefined, 'PodInitializing', 'PodInitializing'])
})

test('a sidecar that ended waits to be started again, with its end as its last state', () => {
  const one = withRestart({ spec: pod.containers[1] ?? never(), ...failed(3), runs: 2, state: 'ended' })
  expect(one.restartAt).toBeGreaterThan(end.finishedAt)
  const status = statusOf([well, one, running]).initContainerStatuses?.[1]
  expect(status).toMatchObject({ ready: false, restartCount: 1, state: { waiting: { reason: 'CrashLoopBackOff' } } })
  expect(status?.state?.waiting?.message).toContain('restarting failed container=save pod=toast at 2026-01-01T')
  expect(status?.lastState?.terminated).toMatchObject({ exitCode: 3, containerID: 'gastown://u/save/1' })
})

test('a run before the newest is its last state', () => {
  const again: Given = { ...running, runs: 3, previous: { ...end, exitCode: 9 } }
  const status = statusOf([well, again, running]).initContainerStatuses?.[1]
  expect(status).toMatchObject({ ready: true, restartCount: 2, containerID: 'gastown://u/save/2' })
  expect(status?.lastState?.terminated).toMatchObject({ exitCode: 9, containerID: 'gastown://u/save/1' })
})

test('times have whole seconds, cut and not rounded', () => {
  expect(timeText(began)).toBe('2026-01-01T00:00:00Z')
})

test.each<[string, V1Pod, object]>([
  ['an empty pod', {}, { containers: [], volumes: [], graceSeconds: 30, deletion: undefined, sandboxed: true }],
  ['a grace of none', { spec: { containers: [], terminationGracePeriodSeconds: 0 } }, { graceSeconds: 0 }],
  [
    'a deletion with a grace of its own',
    { metadata: { deletionTimestamp: new Date(0), deletionGracePeriodSeconds: 0 } } as unknown as V1Pod,
    { deletion: { graceSeconds: 0 } },
  ],
  [
    'a deletion without',
    { metadata: { deletionTimestamp: new Date(0) } } as unknown as V1Pod,
    { deletion: { graceSeconds: 30 } },
  ],
  [
    'an annotation that is not quite true',
    { metadata: { annotations: { 'gastown.io/unsandboxed': 'True' } } },
    { sandboxed: true },
  ],
  ['an unsandboxed pod', { metadata: { annotations: { 'gastown.io/unsandboxed': 'true' } } }, { sandboxed: false }],
])('%s is read', (_title, given, expected) => {
  expect(readPod(given)).toMatchObject(expected)
})

function never(): never {
  throw new Error('the pod has a sidecar')
}
