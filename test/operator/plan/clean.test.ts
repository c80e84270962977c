import { describe, expect, test } from 'vitest'
import type { PolecatStatus } from '../../../src/polecat/status.ts'
import { plan } from '../../../src/operator/plan.ts'
import { anEndedPod, aPod, running } from '../a-pod.ts'
import { claimed, observed } from '../observed.ts'

const finalizers = ['gastown.io/pods']
const deleted = { metadata: { finalizers, deletionTimestamp: '2026-01-01T00:01:30Z' } }
const done: PolecatStatus = {
  ...claimed(),
  podActive: false,
  phase: 'Done',
  reason: 'Pushed',
  finishedAt: '2026-01-01T00:01:00.000Z',
  conditions: [{ type: 'Finished', status: 'True', reason: 'Pushed', lastTransitionTime: '2026-01-01T00:01:00.000Z' }],
}
const removeFinalizer = { type: 'removePodFinalizer', pod: 'fix-it-1a2b-1' }
const deletePod = { type: 'deletePod', pod: 'fix-it-1a2b-1', uid: 'pod-1' }
const deleteObjects = { type: 'deleteAttemptObjects', name: 'fix-it-1a2b-1' }

describe('a Polecat that is deleted', () => {
  test('while its agent works: stop, save, record, then the pod goes, then it', () => {
    const works = { agent: running, podMetadata: { annotations: { 'gastown.io/started': '1' } } }
    const first = plan(observed({ ...deleted, pods: [aPod(works)], status: claimed() }))
    expect(first.actions).toMatchObject([{ type: 'annotatePod', annotations: { 'gastown.io/stop': 'terminated' } }])
    expect(first.status.phase).toBe('Working')

    const stopped = { agent: 143, podMetadata: { annotations: { 'gastown.io/stop': 'terminated' } } }
    const pod = anEndedPod({ ...stopped, save: { changed: true, lines: 1, stopped: 'terminated' } })
    const second = plan(observed({ ...deleted, pods: [pod], status: first.status }))
    expect(second.status).toMatchObject({ phase: 'Terminated', result: { saved: 'saved' } })
    expect(second.actions).toEqual([removeFinalizer, deletePod])

    const third = plan(observed({ ...deleted, pods: [], status: second.status }))
    expect(third.actions).toEqual([deleteObjects, { type: 'removeFinalizer' }])
    expect(third.status).toEqual(second.status)
  })

  test('before its agent started: at once', () => {
    const planned = plan(observed({ ...deleted, pods: [aPod()], status: claimed() }))
    expect(planned.actions).toEqual([removeFinalizer, { ...deletePod, graceSeconds: 10 }])
    expect(planned.status.phase).toBe('Terminated')
  })

  test('with a claim and no pod', () => {
    const planned = plan(observed({ ...deleted, status: { ...claimed(), podUID: undefined } }))
    expect(planned.actions).toEqual([deleteObjects, { type: 'removeFinalizer' }])
  })

  test('that never started', () => {
    expect(plan(observed(deleted))).toMatchObject({ actions: [{ type: 'removeFinalizer' }], status: {} })
    expect(plan(observed({ metadata: { deletionTimestamp: '2026-01-01T00:01:30Z' } })).actions).toEqual([])
  })

  test('when it is done: its pod, then it', () => {
    expect(plan(observed({ ...deleted, pods: [anEndedPod()], status: done })).actions).toEqual([
      removeFinalizer,
      deletePod,
    ])
    expect(plan(observed({ ...deleted, pods: [], status: done })).actions).toEqual([
      deleteObjects,
      { type: 'removeFinalizer' },
    ])
  })

  test('waits for a pod that is on its way out', () => {
    const pod = anEndedPod({ podMetadata: { finalizers: [], deletionTimestamp: '2026-01-01T00:01:40Z' } })
    expect(plan(observed({ ...deleted, pods: [pod], status: done })).actions).toEqual([])
  })

  test('with pods and ConfigMaps of several attempts', () => {
    const second: PolecatStatus = { ...done, attempt: 2, podName: 'fix-it-1a2b-2' }
    const pods = [anEndedPod(), anEndedPod({ attempt: 2 })]
    expect(plan(observed({ ...deleted, pods, status: second })).actions).toEqual([
      removeFinalizer,
      deletePod,
      { type: 'removePodFinalizer', pod: 'fix-it-1a2b-2' },
      { ...deletePod, pod: 'fix-it-1a2b-2' },
    ])
    expect(plan(observed({ ...deleted, status: second })).actions).toEqual([
      deleteObjects,
      { type: 'deleteAttemptObjects', name: 'fix-it-1a2b-2' },
      { type: 'removeFinalizer' },
    ])
  })
})

describe('what is left of earlier attempts', () => {
  const second: PolecatStatus = { ...claimed({}, 2), podUID: 'pod-1' }
  const working = aPod({ attempt: 2, agent: running, podMetadata: { annotations: { 'gastown.io/started': '1' } } })

  test('an ended pod stays for its logs, without our finalizer', () => {
    expect(plan(observed({ pods: [working, anEndedPod()], status: second })).actions).toEqual([removeFinalizer])
    const released = anEndedPod({ podMetadata: { finalizers: [] } })
    expect(plan(observed({ pods: [working, released], status: second })).actions).toEqual([])
  })

  test('one that tells nothing more goes: its agent never started, or its transcript is recorded', () => {
    const goes = [removeFinalizer, deletePod]
    const unstarted = anEndedPod({ agent: {}, clone: { ok: false, reason: 'CloneFailed' } })
    expect(plan(observed({ pods: [working, unstarted], status: second })).actions).toEqual(goes)
    const recorded = anEndedPod({ podMetadata: { annotations: { 'gastown.io/recorded': '7' } } })
    expect(plan(observed({ pods: [working, recorded], status: second })).actions).toEqual(goes)
    // The last attempt's stays, and in local mode they all do.
    expect(plan(observed({ pods: [recorded], status: done })).actions).toEqual([removeFinalizer])
    const local = { pods: [working, recorded], status: second, plan: { local: true } }
    expect(plan(observed(local)).actions).toEqual([removeFinalizer])
  })

  test('a pod whose deletion went wrong is deleted again', () => {
    const leftOver = aPod({ podMetadata: { finalizers: [] } })
    expect(
      plan(observed({ pods: [leftOver], status: { ...done, phase: 'Failed', reason: 'PendingTimeout' } })).actions,
    ).toEqual([{ ...deletePod, graceSeconds: 10 }])
  })
})

describe('ttlSecondsAfterFinished', () => {
  const spec = { ttlSecondsAfterFinished: 60 }

  test('a finished Polecat is deleted when its time has come', () => {
    expect(plan(observed({ spec, status: done, now: '2026-01-01T00:01:59Z' }))).toMatchObject({
      actions: [],
      again: new Date('2026-01-01T00:02:00Z'),
    })
    expect(plan(observed({ spec, status: done })).actions).toEqual([{ type: 'deletePolecat' }])
  })

  test.for(['failed', 'incomplete', 'waiting'] as const)(
    'one with work that is only in its pod is not (%s)',
    (saved) => {
      const planned = plan(
        observed({ spec, pods: [anEndedPod()], status: { ...done, phase: 'Failed', result: { saved } } }),
      )
      expect(planned.actions).toEqual([removeFinalizer])
      expect(planned.again).toBeUndefined()
    },
  )

  test('a working one is not, nor one that needs a person', () => {
    const pod = aPod({ agent: running, podMetadata: { annotations: { 'gastown.io/started': '1' } } })
    expect(plan(observed({ spec, pods: [pod], status: claimed() })).actions).toEqual([])
    expect(plan(observed({ spec, status: { ...done, phase: 'Stuck', reason: 'CIChangesHeld' } })).actions).toEqual([])
  })
})
