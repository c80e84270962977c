import { describe, expect, test } from 'vitest'
import { plan } from '../../../src/operator/plan.ts'
import type { Plan } from '../../../src/operator/plan/observed.ts'
import { polecatStatus } from '../../../src/polecat/status.ts'
import { anEndedPod, aPod, running, worked, type Seen } from '../a-pod.ts'
import { claimed, observed, type Scene } from '../observed.ts'

function drained(scene: Scene): Plan {
  const planned = plan(observed({ draining: true, ...scene }))
  polecatStatus.parse(JSON.parse(JSON.stringify(planned.status)))
  return planned
}

const works = { agent: running, clone: { ok: true, branch: 'polecat/fix-it-1a2b' } } as const
const asked = (word: string) => ({
  'gastown.io/started': '1767225601',
  'gastown.io/stop': word,
  'gastown.io/stop-at': '2026-01-01T00:02:00Z',
})
const stopped = (annotated: string, seen: Seen = {}) =>
  anEndedPod({
    agent: 143,
    save: { ...worked, stopped: 'drain' },
    podMetadata: { annotations: asked(annotated) },
    ...seen,
  })
const failed = { state: 'failed', final: true, reason: 'PushFailed', message: 'the remote is away' } as const

describe('nothing starts', () => {
  test.for([
    ['new', {}],
    ['waiting for a place', { status: { phase: 'Pending', reason: 'RigFull' } }],
    ['waiting for a branch', { status: { phase: 'Stuck', reason: 'BranchInUse' } }],
    [
      'asked for again',
      { spec: { attempt: 2 }, status: { ...claimed(), phase: 'Failed', finishedAt: '2026-01-01T00:00:00Z' } },
    ],
    [
      'to be tried again by itself',
      {
        spec: { maxAttempts: 3 },
        status: { ...claimed(), reason: 'AgentFailed', podActive: false, finishedAt: '2026-01-01T00:00:00Z' },
      },
    ],
  ] as [string, Scene][])('%s', ([, scene]) => {
    const paused = drained(scene)
    expect(paused).toMatchObject({ actions: [], status: { phase: 'Pending', reason: 'Paused' } })
    // And it does once local mode is there again.
    const again = plan(observed({ ...scene, status: paused.status }))
    expect(again.actions.map(({ type }) => type)).toContain('createAttempt')
  })

  test('one that its user holds back stays as it is', () => {
    expect(drained({ spec: { desiredState: 'Idle' } }).status).toMatchObject({ phase: 'Idle' })
  })

  test('what is released is pushed after the next start', () => {
    const held = { ...claimed(), phase: 'Stuck', reason: 'CIChangesHeld', finishedAt: '2026-01-01T00:00:00Z' } as const
    const scene: Scene = { spec: { ciChanges: 'allow' }, status: held }
    expect(drained(scene)).toMatchObject({ actions: [], status: { phase: 'Stuck' } })
    expect(plan(observed(scene)).status.phase).toBe('Pending')
  })

  test('claimed, but without a pod', () => {
    expect(drained({ status: { ...claimed(), podUID: undefined } })).toMatchObject({
      actions: [],
      status: {
        phase: 'Terminated',
        reason: 'LocalModeEnded',
        message: 'local mode was stopped before the agent started; nothing to save',
        podActive: false,
      },
    })
  })
})

describe('what works is ended', () => {
  test('a pod before its agent goes', () => {
    const { actions, status } = drained({
      status: claimed(),
      pods: [aPod({ clone: { running: { startedAt: '2026-01-01T00:00:02Z' } } })],
    })
    expect(actions).toContainEqual({ type: 'deletePod', pod: 'fix-it-1a2b-1', uid: 'pod-1', graceSeconds: 10 })
    expect(status).toMatchObject({ phase: 'Terminated', reason: 'LocalModeEnded' })
  })

  test('an agent is asked to stop, with a word of its own', () => {
    const { actions } = drained({ status: claimed(), pods: [aPod(works)] })
    expect(actions).toContainEqual(
      expect.objectContaining({
        type: 'annotatePod',
        annotations: expect.objectContaining({ 'gastown.io/stop': 'drain' }),
      }),
    )
  })

  test('its pod is not deleted, however long it saves', () => {
    const pod = aPod({ ...works, podMetadata: { annotations: asked('drain') } })
    const { actions } = drained({ status: claimed(), pods: [pod], now: '2026-01-01T00:30:00Z' })
    expect(actions).toEqual([])
  })

  test.for([
    ['drain', undefined, 'LocalModeEnded'],
    // Its user's wish, before and after.
    ['terminated', 'Terminated', 'Terminated'],
    ['drain', 'Terminated', 'Terminated'],
  ] as const)('stopped by %s, desired %s: %s', ([word, desiredState, reason]) => {
    const save = { ...worked, stopped: word }
    const pod = stopped(word, { save })
    const { status } = drained({ spec: desiredState && { desiredState }, status: claimed(), pods: [pod] })
    expect(status).toMatchObject({ phase: 'Terminated', reason })
    expect(status.message).toContain(reason === 'Terminated' ? 'terminated on request' : 'local mode was stopped')
    expect(status.message).toContain('pushed ')
  })

  test('one that came to its own end has that end', () => {
    const pod = anEndedPod({ podMetadata: { annotations: asked('drain') } })
    expect(drained({ status: claimed(), pods: [pod] }).status).toMatchObject({ phase: 'Done', reason: 'Pushed' })
  })
})

describe('what could not be saved', () => {
  const scene = { status: { ...claimed(), phase: 'Working' }, pods: [stopped('drain', { push: failed })] } as Scene

  test('stays open for the next start', () => {
    const { actions, status } = drained(scene)
    expect(actions).toEqual([])
    expect(status).toMatchObject({ phase: 'Working', podActive: true })
    expect(status.finishedAt).toBeUndefined()
    expect(status.message).toMatch(/^not saved yet: .*the remote is away/)
  })

  test('and is over where that did not save it either', () => {
    expect(plan(observed(scene)).status).toMatchObject({ phase: 'Failed', reason: 'PushFailed', podActive: false })
  })
})

test('one that only local mode ended is not deleted by its time to live', () => {
  const finished = {
    type: 'Finished',
    status: 'True',
    reason: 'x',
    lastTransitionTime: '2026-01-01T00:00:00Z',
  } as const
  const status = { ...claimed(), podActive: false, finishedAt: '2026-01-01T00:00:00Z', conditions: [finished] }
  const scene = (reason: 'LocalModeEnded' | 'Terminated'): Scene => ({
    spec: { ttlSecondsAfterFinished: 10 },
    status: { ...status, phase: 'Terminated', reason },
  })
  expect(plan(observed(scene('LocalModeEnded'))).actions).toEqual([])
  expect(plan(observed(scene('Terminated'))).actions).toEqual([{ type: 'deletePolecat' }])
})
