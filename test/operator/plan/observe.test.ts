import { describe, expect, test } from 'vitest'
import type { V1Pod } from '../../../src/kube/wire.ts'
import { polecatStatus } from '../../../src/polecat/status.ts'
import { plan } from '../../../src/operator/plan.ts'
import type { Plan } from '../../../src/operator/plan/observed.ts'
import { aPod, ended, running, type Seen } from '../a-pod.ts'
import { claimed, observed, type Scene } from '../observed.ts'

function seen(pod: V1Pod, scene: Scene = {}): Plan {
  const planned = plan(observed({ status: claimed(), pods: [pod], ...scene }))
  polecatStatus.parse(JSON.parse(JSON.stringify(planned.status)))
  return planned
}

const started = { type: 'annotatePod', pod: 'fix-it-1a2b-1', annotations: { 'gastown.io/started': '1767225601' } }
const noted = { annotations: { 'gastown.io/started': '1767225601' } }
const gone = [
  { type: 'removePodFinalizer', pod: 'fix-it-1a2b-1' },
  { type: 'deletePod', pod: 'fix-it-1a2b-1', uid: 'pod-1', graceSeconds: 10 },
]
const waits = (reason: string, message = '') => ({ agent: { waiting: { reason, message } } })
const messageOf = (reason: string, message: string) => seen(aPod(waits(reason, message))).status.message
const works = { agent: running, clone: { ok: true, branch: 'polecat/fix-it-1a2b' } } as const
const unscheduled: Seen = {
  phase: 'Pending',
  status: {
    phase: 'Pending',
    startTime: undefined,
    conditions: [
      { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/1 nodes: Insufficient cpu' },
    ],
    initContainerStatuses: [],
    containerStatuses: [],
  },
}

describe('a pod that starts', () => {
  test('its uid is recorded', () => {
    const { status } = seen(aPod({ phase: 'Pending' }), { status: { ...claimed(), podUID: undefined } })
    expect(status).toMatchObject({ phase: 'Pending', podUID: 'pod-1', podActive: true })
  })

  describe('of which no node has said anything', () => {
    const unclaimed = { ...claimed(), podUID: undefined }
    const silent: Seen = {
      phase: 'Pending',
      status: { ...unscheduled.status, conditions: [{ type: 'PodScheduled', status: 'True' }] },
    }
    const soon = '2026-01-01T00:00:02Z'

    test('is not worth a write for five seconds', () => {
      const { status, actions, again } = seen(aPod(silent), { status: unclaimed, now: soon })
      expect({ status, actions, again }).toEqual({
        status: unclaimed,
        actions: [],
        again: new Date('2026-01-01T00:00:05Z'),
      })
      expect(seen(aPod(silent), { status: unclaimed, now: '2026-01-01T00:00:05Z' }).status.podUID).toBe('pod-1')
    })

    test('is recorded at once where it cannot be scheduled, is being deleted, or is not kept by our finalizer', () => {
      const now = { status: unclaimed, now: soon }
      expect(seen(aPod(unscheduled), now).status).toMatchObject({ podUID: 'pod-1', reason: 'Unschedulable' })
      expect(seen(aPod({ ...silent, podMetadata: { finalizers: [] } }), now).status.podUID).toBe('pod-1')
      expect(seen(aPod({ ...silent, podMetadata: { deletionTimestamp: soon } }), now).status.podUID).toBe('pod-1')
    })
  })

  test('no node', () => {
    const planned = seen(aPod(unscheduled))
    expect(planned.status).toMatchObject({
      phase: 'Pending',
      reason: 'Unschedulable',
      message: 'no node can take the pod: 0/1 nodes: Insufficient cpu',
    })
    expect(planned.again).toEqual(new Date('2026-01-01T00:10:00Z'))
    expect(planned.actions).toEqual([])
  })

  test('no node for ten minutes', () => {
    const planned = seen(aPod(unscheduled), { now: '2026-01-01T00:10:00Z' })
    expect(planned.actions).toEqual(gone)
    expect(planned.status).toMatchObject({
      phase: 'Failed',
      reason: 'PendingTimeout',
      message:
        'the pod made no progress for 10 minutes: no node can take the pod: 0/1 nodes: Insufficient cpu; nothing to save',
    })
  })

  test('a node that does nothing for ten minutes', () => {
    const pod = aPod({ phase: 'Pending', setup: { waiting: { reason: 'ContainerCreating' } }, push: {}, save: {} })
    const quiet = (now: string) => seen(pod, { now }).status.reason
    expect(quiet('2026-01-01T00:10:00Z')).toBeUndefined()
    expect(quiet('2026-01-01T00:11:03Z')).toBe('PendingTimeout')
  })

  test('what has been cloned is not said to start anew', () => {
    const pod = aPod({ clone: { terminated: { exitCode: 0, finishedAt: '2026-01-01T00:00:09Z' } } })
    const { status } = seen(pod, { now: '2026-01-01T00:00:10Z' })
    expect(status).toMatchObject({ phase: 'Pending', message: 'the repository is cloned; the agent is starting' })
  })

  test('a clone takes as long as it takes', () => {
    const pod = aPod({ clone: { running: { startedAt: '2026-01-01T00:00:02Z' } } })
    const { status } = seen(pod, { now: '2026-01-01T00:50:00Z' })
    expect(status).toMatchObject({ phase: 'Pending', message: 'the repository is being cloned' })
    expect(status.reason).toBeUndefined()
  })

  test.for([
    ['InvalidImageName', 'bad name', 'ImagePullFailed'],
    ['ImagePullBackOff', 'Back-off pulling image: manifest unknown', 'ImagePullFailed'],
    ['ErrImagePull', 'pull access denied', 'ImagePullFailed'],
    ['CreateContainerConfigError', 'secret "keys" not found', 'SecretNotFound'],
    ['CreateContainerConfigError', "couldn't find key token in Secret gastown-workers/other", 'SecretKeyMissing'],
    ['CreateContainerConfigError', 'container has runAsNonRoot and image will run as root', 'ImageUnfit'],
    ['CreateContainerConfigError', 'configmap "x" not found', 'InvalidSpec'],
  ] as const)('%s: %s → %s at once', ([reason, message, expected]) => {
    const planned = seen(aPod(waits(reason, message)))
    expect(planned.status).toMatchObject({ phase: 'Failed', reason: expected, podActive: false })
    expect(planned.status.message).toContain(message)
    expect(planned.status.message).toContain('; nothing to save')
    expect(planned.actions).toEqual(gone)
  })

  test("an image of gastown's own is the administrator's matter", () => {
    const state = { waiting: { reason: 'ErrImagePull', message: 'pull access denied' } }
    const { status } = seen(aPod({ phase: 'Pending', setup: state, push: {}, save: {} }))
    expect(status.message).toBe(
      "the image of setup (the operator's --image, which an administrator sets) cannot be pulled: pull access denied; nothing to save",
    )
  })

  test.for([
    ['ImagePullBackOff', 'ImagePullFailed'],
    ['ErrImagePull', 'ImagePullFailed'],
    ['CreateContainerError', 'ImageUnfit'],
  ] as const)('%s may pass within two minutes', ([reason, expected]) => {
    const pod = aPod({ ...waits(reason, 'i/o timeout'), clone: { ok: true } })
    const early = seen(pod, { now: '2026-01-01T00:02:00Z' })
    expect(early.status).toMatchObject({ phase: 'Pending', reason: expected })
    expect(early.again).toEqual(new Date('2026-01-01T00:02:03Z'))
    expect(seen(pod, { now: '2026-01-01T00:02:03Z' }).status).toMatchObject({ phase: 'Failed', reason: expected })
  })

  test('the turns of pull and back-off tell the same', () => {
    const backOff = 'Back-off pulling image "x:1": ErrImagePull: failed to pull: i/o timeout'
    expect(messageOf('ImagePullBackOff', backOff)).toBe(messageOf('ErrImagePull', 'failed to pull: i/o timeout'))
  })

  test.for(['Terminated', 'Idle'])('%s', (desiredState) => {
    const planned = seen(aPod(), { spec: { desiredState } })
    const terminated = { phase: 'Terminated', message: 'terminated before the agent started; nothing to save' }
    expect(planned.status).toMatchObject(desiredState === 'Terminated' ? terminated : { phase: 'Pending' })
    expect(planned.actions).toEqual(desiredState === 'Terminated' ? gone : [started])
  })
})

describe('a pod whose agent may start any moment', () => {
  const scene = { spec: { desiredState: 'Terminated' } }
  const soon: Seen = { clone: { ok: true }, ...waits('PodInitializing') }

  test('is asked to stop first, because what is known of it is a second old', () => {
    const first = seen(aPod({ ...soon, podMetadata: noted }), scene)
    const ask = { 'gastown.io/stop': 'terminated', 'gastown.io/stop-at': '2026-01-01T00:02:00.000Z' }
    expect(first.actions).toEqual([{ type: 'annotatePod', pod: 'fix-it-1a2b-1', annotations: ask }])
    expect(first.again).toEqual(new Date('2026-01-01T00:02:30Z'))
    expect(first.status).toMatchObject({ phase: 'Pending', message: 'it is being stopped before its agent starts' })

    const asked = aPod({ ...soon, podMetadata: { annotations: { ...noted.annotations, ...ask } } })
    expect(seen(asked, { ...scene, status: first.status, now: '2026-01-01T00:02:29Z' }).actions).toEqual([])
    const last = seen(asked, { ...scene, status: first.status, now: '2026-01-01T00:02:30Z' })
    expect(last.actions).toEqual([gone[0], { type: 'deletePod', pod: 'fix-it-1a2b-1', uid: 'pod-1' }])
    expect(last.status).toMatchObject({
      phase: 'Terminated',
      message: 'terminated before the agent started; nothing to save',
    })
  })

  test('and is deleted at once where its agent cannot start', () => {
    const pod = aPod({ clone: { ok: true }, ...waits('ImagePullBackOff', 'i/o timeout') })
    expect(seen(pod, scene).actions).toEqual(gone)
  })
})

describe('a pod that works', () => {
  test('is told with its times', () => {
    const planned = seen(aPod(works))
    expect(planned.status).toMatchObject({
      phase: 'Working',
      message: 'the agent is working',
      branch: 'polecat/fix-it-1a2b',
      startedAt: '2026-01-01T00:00:01Z',
      deadline: '2026-01-01T01:00:01.000Z',
      lastActivity: '2026-01-01T00:00:04Z',
      phases: [
        { name: 'queued', seconds: 0.5 },
        { name: 'scheduled', seconds: 1 },
        { name: 'pulled', seconds: 0 },
        { name: 'cloned', seconds: 2 },
        { name: 'agent started', seconds: 1 },
      ],
    })
    expect(planned.status.conditions?.find(({ type }) => type === 'PodReady')).toMatchObject({ status: 'True' })
    expect(planned.actions).toEqual([started])
  })

  test('nothing is written or done again while nothing changes', () => {
    const pod = aPod({ ...works, podMetadata: noted })
    const { status } = seen(pod)
    expect(seen(pod, { status, now: '2026-01-01T00:30:00Z' })).toMatchObject({ actions: [], status })
  })

  test('an agent that has ended is being saved', () => {
    const { status } = seen(aPod({ ...works, agent: ended(0) }))
    expect(status).toMatchObject({ phase: 'Working', message: 'the agent has ended; its work is being saved' })
  })

  test('is asked to stop once, and deleted five minutes later', () => {
    const scene = { spec: { desiredState: 'Terminated' } }
    const first = seen(aPod({ ...works, podMetadata: noted }), scene)
    const ask = { 'gastown.io/stop': 'terminated', 'gastown.io/stop-at': '2026-01-01T00:02:00.000Z' }
    expect(first.actions).toEqual([{ type: 'annotatePod', pod: 'fix-it-1a2b-1', annotations: ask }])
    expect(first.status.message).toBe('the agent is being stopped; its work is being saved')
    expect(first.again).toEqual(new Date('2026-01-01T00:07:00Z'))
    const pod = aPod({ ...works, podMetadata: { annotations: { ...noted.annotations, ...ask } } })
    expect(seen(pod, { ...scene, now: '2026-01-01T00:06:59Z' }).actions).toEqual([])
    expect(seen(pod, { ...scene, now: '2026-01-01T00:07:00Z' }).actions).toEqual([
      { type: 'deletePod', pod: 'fix-it-1a2b-1', uid: 'pod-1' },
    ])
  })

  test('goes on when it is only to be Idle', () => {
    expect(seen(aPod({ ...works, podMetadata: noted }), { spec: { desiredState: 'Idle' } }).actions).toEqual([])
  })

  test('goes on when a retry is asked for too early', () => {
    const planned = seen(aPod({ ...works, podMetadata: noted }), { spec: { attempt: 2 } })
    expect(planned).toMatchObject({ actions: [], status: { attempt: 1, phase: 'Working' } })
  })

  test('goes on when its rig is gone', () => {
    expect(seen(aPod(works), { noRig: true }).status).toMatchObject({ phase: 'Working' })
  })

  test('is being deleted by somebody', () => {
    const { status } = seen(aPod({ ...works, podMetadata: { deletionTimestamp: '2026-01-01T00:04:00Z' } }))
    expect(status).toMatchObject({ phase: 'Working', reason: 'PodDeleted' })
  })

  test('counts as lost when nothing is heard of it long after its deletion', () => {
    const pod = aPod({ ...works, podMetadata: { ...noted, deletionTimestamp: '2026-01-01T00:04:00Z' } })
    const before = seen(pod, { now: '2026-01-01T00:03:00Z' })
    expect(before.again).toEqual(new Date('2026-01-01T00:09:00Z'))
    const planned = seen(pod, { now: '2026-01-01T00:09:00Z' })
    expect(planned.status).toMatchObject({ phase: 'Failed', reason: 'NodeLost' })
    expect(planned.actions).toEqual([
      { type: 'removePodFinalizer', pod: 'fix-it-1a2b-1' },
      { type: 'deletePod', pod: 'fix-it-1a2b-1', uid: 'pod-1' },
    ])
  })

  test('is told to end when nothing is heard of it long after its deadline: its node may have slept', () => {
    const pod = aPod({ ...works, podMetadata: noted })
    const now = '2026-01-01T01:07:01Z'
    expect(seen(pod, { now: '2026-01-01T00:03:00Z' }).again).toEqual(new Date(now))
    const planned = seen(pod, { now })
    expect(planned.status).toMatchObject({ phase: 'Working', podActive: true })
    expect(planned.actions).toEqual([
      {
        type: 'annotatePod',
        pod: 'fix-it-1a2b-1',
        annotations: { 'gastown.io/stop': 'deadline', 'gastown.io/stop-at': '2026-01-01T01:07:01.000Z' },
      },
      { type: 'deletePod', pod: 'fix-it-1a2b-1', uid: 'pod-1' },
    ])
  })

  test('that its node forgot after a restart has worked all the same', () => {
    const status = { phase: 'Failed', reason: 'NodeAffinity', message: 'Pod was rejected', startTime: undefined }
    const wiped = { ...status, initContainerStatuses: [], containerStatuses: [], conditions: [] } as V1Pod['status']
    const planned = seen(aPod({ phase: 'Failed', status: wiped }), { status: { ...claimed(), phase: 'Working' } })
    expect(planned.status).toMatchObject({ phase: 'Failed', reason: 'NodeLost', result: { saved: 'failed' } })
    expect(planned.status.message).toContain('unknown whether the work was saved')
  })
})

const saved = ({ status }: Plan) => status.conditions?.find(({ type }) => type === 'WorkSaved')

describe('what its log tells', () => {
  const usage = { inputTokens: 10, outputTokens: 2, costUSD: 0.5, costBasis: 'reported' } as const
  const logState = { type: 'state', phase: 'working', firstOutput: '2026-01-01T00:00:06Z', usage } as const
  const away = { waitingSince: '2026-01-01T00:01:30.123Z', why: 'git.example.com cannot be reached' }
  const end = { at: '2026-01-01T00:01:20Z', status: 0 }
  const waiting = { ...logState, phase: 'waiting', ended: end, ...away, until: '2026-01-01T00:59:31Z' } as const

  test('activity, usage and the first output', () => {
    const planned = seen(aPod(works), { logState: { ...logState, lastActivity: '2026-01-01T00:01:59Z' } })
    expect(planned.status).toMatchObject({
      message: 'the agent is working',
      lastActivity: '2026-01-01T00:01:59Z',
      usage,
    })
    expect(planned.status.phases?.at(-1)).toEqual({ name: 'first output', seconds: 2 })
    expect(saved(planned)).toMatchObject({ status: 'Unknown', reason: 'NotEnded' })
    // An operator that has just been started knows less than the status.
    const later = seen(aPod(works), { status: planned.status })
    expect(later.status).toEqual(planned.status)
  })

  test('the work waits: since when, why and until when', () => {
    const planned = seen(aPod({ ...works, podMetadata: noted }), { logState: waiting })
    const wait =
      'the remote since 2026-01-01T00:01:30Z: git.example.com cannot be reached; retrying until 2026-01-01T00:59:31Z'
    expect(planned.status).toMatchObject({
      phase: 'Working',
      message: `the agent ended (exit status 0); its work waits for ${wait}`,
      result: { saved: 'waiting' },
    })
    expect(saved(planned)).toMatchObject({
      status: 'Unknown',
      reason: 'RemoteAway',
      message: `the work waits for ${wait}`,
    })
    expect(planned.status.conditions?.find(({ type }) => type === 'PodReady')).toMatchObject({ reason: 'AgentEnded' })
    expect(seen(aPod({ ...works, podMetadata: noted }), { status: planned.status }).status.message).toBe(
      planned.status.message,
    )
    const back = seen(aPod(works), { status: planned.status, logState: { ...logState, phase: 'saving', ended: end } })
    expect(back.status).toMatchObject({ message: 'the agent ended (exit status 0); its work is being saved' })
    expect(back.status.result).toBeUndefined()
  })

  test.for([
    [{ at: end.at, status: 143 }, 'the agent ended (by signal 15); its'],
    [
      { at: end.at, status: 1, ok: false, reason: 'Not logged in' },
      'the agent ended (exit status 1: Not logged in); its',
    ],
  ] as const)('how it ended: %j', ([ended, words]) => {
    expect(seen(aPod(works), { logState: { ...waiting, ended } }).status.message).toContain(words)
  })

  test('checkpoints do not get through', () => {
    const planned = seen(aPod(works), { logState: { ...logState, ...away } })
    const wait = 'checkpoints wait for the remote since 2026-01-01T00:01:30Z: git.example.com cannot be reached'
    expect(planned.status.message).toBe(`the agent is working; ${wait}`)
    expect(saved(planned)).toMatchObject({ status: 'Unknown', reason: 'CheckpointsWait', message: wait })
    expect(planned.status.result).toBeUndefined()
  })

  test('a clone that waits, and how far it has come', () => {
    const pod = aPod({ clone: { running: { startedAt: '2026-01-01T00:00:02Z' } } })
    const message = (more: object) =>
      seen(pod, { logState: { type: 'state', phase: 'cloning', ...more } }).status.message
    expect(message(away)).toBe(
      'the repository is being cloned; it waits for the remote since 2026-01-01T00:01:30Z: git.example.com cannot be reached',
    )
    expect(message({ words: 'Receiving objects:  45%' })).toBe(
      'the repository is being cloned: Receiving objects:  45%',
    )
  })
})
