import { expect, test } from 'vitest'
import type { V1Pod } from '../../../src/kube/wire.ts'
import type { PushResult } from '../../../src/outcome/results.ts'
import { plan } from '../../../src/operator/plan.ts'
import type { PolecatStatus } from '../../../src/polecat/status.ts'
import { anEndedPod, ended, pushed, rescue, running, sha, times } from '../a-pod.ts'
import { claimed, observed, type Scene } from '../observed.ts'

const allow = { ciChanges: 'allow' }
const branchRef = `${rescue}/branch`
const held: PolecatStatus = {
  ...claimed(),
  phase: 'Stuck',
  reason: 'CIChangesHeld',
  podActive: false,
  finishedAt: times.ended,
  result: { saved: 'rescued', commits: 2, rescueRefs: [branchRef] },
}
const releasing: PolecatStatus = { ...held, ...started().status }

function started() {
  return plan(observed({ spec: allow, status: held, pods: [] }))
}

function releasePod(push: Partial<PushResult> | undefined, metadata: V1Pod['metadata'] = {}): V1Pod {
  const state = push === undefined ? running : ended(push.state === 'saved' ? 0 : 1, JSON.stringify(push))
  const pod = anEndedPod({ podMetadata: { name: 'fix-it-1a2b-1-r', uid: 'pod-2', ...metadata } })
  const status = { name: 'git-push', state, ready: false, restartCount: 0, image: '', imageID: '' }
  const phase = push === undefined ? 'Running' : push.state === 'saved' ? 'Succeeded' : 'Failed'
  return { ...pod, status: { phase, startTime: times.started, containerStatuses: [status] } } as V1Pod
}

const attemptPod = anEndedPod({ podMetadata: { name: 'fix-it-1a2b-1', uid: 'pod-1', finalizers: [] } })
const go = (scene: Scene) => plan(observed({ spec: allow, status: releasing, ...scene }))

test('held work stays held until it is released', () => {
  const { actions, status } = plan(observed({ status: held, pods: [attemptPod] }))
  expect(actions).toEqual([])
  expect(status).toMatchObject({ phase: 'Stuck', reason: 'CIChangesHeld' })
})

test('a release is claimed, and its pod is made after that', () => {
  const first = started()
  expect(first.actions).toEqual([])
  expect(first.status).toMatchObject({ phase: 'Pending', podName: 'fix-it-1a2b-1-r', podActive: true, attempt: 1 })
  expect(first.status.finishedAt).toBeUndefined()
  expect(first.status.podUID).toBeUndefined()
  expect(first.status.result).toEqual(held.result)
  expect(go({ pods: [attemptPod] }).actions).toEqual([{ type: 'createRelease', attempt: 1, gitSecret: undefined }])
})

test('the Secret for git is the one that an attempt would get', () => {
  const secrets = new Map([
    ['git-credentials', { state: 'found', keys: ['ssh-privatekey'], namedForGit: false } as const],
  ])
  expect(go({ secrets }).actions).toEqual([{ type: 'createRelease', attempt: 1, gitSecret: 'git-credentials' }])
})

test('while the pod runs its uid and its start are noted', () => {
  const { actions, status, again } = go({
    pods: [attemptPod, releasePod(undefined, { creationTimestamp: times.ended as never })],
  })
  expect(actions).toEqual([])
  expect(status).toEqual({ ...releasing, podUID: 'pod-2', startedAt: times.started })
  expect(again).toEqual(new Date('2026-01-01T00:21:00Z'))
})

test('a remote that is away is told', () => {
  const away = { waitingSince: times.ended, why: 'git.example.com cannot be reached' }
  const { status } = go({
    pods: [attemptPod, releasePod(undefined, { creationTimestamp: times.ended as never })],
    logState: { type: 'state', phase: 'releasing', ...away },
  })
  expect(status.message).toBe(
    'the held commits are released and being pushed; it waits for the remote since 2026-01-01T00:01:00Z: git.example.com cannot be reached',
  )
})

test('a pod that comes to no end is deleted', () => {
  const { actions, status } = go({ pods: [releasePod(undefined)], now: '2026-01-01T00:30:00Z' })
  expect(actions).toEqual([
    { type: 'deleteAttemptObjects', name: 'fix-it-1a2b-1-r' },
    { type: 'removePodFinalizer', pod: 'fix-it-1a2b-1-r' },
    { type: 'deletePod', pod: 'fix-it-1a2b-1-r', uid: 'pod-2', graceSeconds: 10 },
  ])
  expect(status).toMatchObject({ phase: 'Failed', reason: 'PushFailed' })
})

test('pushed: Done, and the status tells of the attempt again', () => {
  const push = {
    state: 'saved',
    final: true,
    commit: sha,
    verifiedAt: pushed.verifiedAt,
    message: 'released: pushed',
  } as const
  const { actions, status } = go({ pods: [attemptPod, releasePod(push)] })
  expect(actions).toEqual([
    { type: 'removePodFinalizer', pod: 'fix-it-1a2b-1-r' },
    { type: 'deleteAttemptObjects', name: 'fix-it-1a2b-1-r' },
  ])
  expect(status).toMatchObject({
    phase: 'Done',
    reason: 'Pushed',
    message: 'released: pushed',
    podName: 'fix-it-1a2b-1',
    podUID: 'pod-1',
    podActive: false,
    lastPush: { attempt: 1, commit: sha },
    result: { saved: 'saved', commit: sha, commits: 2, remoteVerifiedAt: pushed.verifiedAt },
  })
  expect(status.result?.rescueRefs).toBeUndefined()
  expect(status.conditions).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ type: 'WorkSaved', status: 'True' }),
      expect.objectContaining({ type: 'Finished', status: 'True', reason: 'Pushed' }),
    ]),
  )
})

const failures: [string, Scene, string, string][] = [
  [
    'refused',
    { pods: [releasePod({ state: 'rescued', final: true, reason: 'PushRejected', message: 'it is protected' })] },
    'PushRejected',
    'it is protected',
  ],
  [
    'unreachable',
    { pods: [releasePod({ state: 'failed', final: true, reason: 'PushFailed', message: 'it is away' })] },
    'PushFailed',
    'released, but not pushed: it is away',
  ],
  [
    'gone before anybody could look',
    {
      pods: [
        releasePod({
          state: 'failed',
          final: true,
          reason: 'PushFailed',
          message: 'it is away',
          unverified: ['refs/heads/polecat/fix-it'],
        }),
      ],
    },
    'PushFailed',
    'released, but unknown whether it was pushed: it is away',
  ],
  ['the pod is gone', { status: { ...releasing, podUID: 'pod-2' } }, 'PushFailed', 'was deleted'],
  ['the rig is gone', { noRig: true }, 'PushFailed', "the rig 'athena' was deleted"],
  [
    'the server refuses the pod',
    { refusal: { kind: 'forbidden', message: 'not you', problems: [] } },
    'PushFailed',
    'not you',
  ],
]

test.for(failures)('%s', ([, scene, reason, words]) => {
  const { status } = go(scene)
  expect(status).toMatchObject({ phase: 'Failed', reason, podName: 'fix-it-1a2b-1', result: held.result })
  expect(status.message).toContain(words)
  expect(status.message).toContain(branchRef)
})

test('a full quota is waited for', () => {
  const { status, again } = go({ refusal: { kind: 'quota', message: 'exceeded quota', problems: [] } })
  expect(status).toMatchObject({ phase: 'Pending', message: 'exceeded quota' })
  expect(again).toEqual(new Date('2026-01-01T00:02:30Z'))
})

test('a retry that was asked for goes first', () => {
  const { status } = plan(observed({ spec: { ...allow, attempt: 2 }, status: held, pods: [] }))
  expect(status).toMatchObject({ podName: 'fix-it-1a2b-2', attempt: 2 })
})

test('a deleted polecat waits for the pod that pushes, and goes when that has ended', () => {
  const metadata = { deletionTimestamp: times.ended, finalizers: ['gastown.io/pods'] }
  expect(go({ metadata, pods: [releasePod(undefined)] }).actions).toEqual([])
  expect(go({ metadata, pods: [] }).status).toMatchObject({ reason: 'PushFailed' })
})
