import { expect, test } from 'vitest'
import type { CoreV1Event } from '../../src/kube/wire.ts'
import { timeline } from '../../src/output/timeline.ts'
import { podName, releasePodName } from '../../src/pod/names.ts'
import type { Polecat } from '../../src/polecat/schema.ts'
import type { PolecatStatus } from '../../src/polecat/status.ts'
import { aPolecat } from '../support/a-polecat.ts'

const at = (seconds: number) => new Date(Date.parse('2026-03-01T12:00:00Z') + seconds * 1000).toISOString()

function fixIt(status: PolecatStatus): Polecat {
  const { metadata, ...rest } = aPolecat({}, {}, 'fix-it')
  return { ...rest, metadata: { ...metadata, uid: '1a2b3c4d-0000', creationTimestamp: at(0) }, status }
}

function event(reason: string, seconds: number, more: object = {}): CoreV1Event {
  return {
    metadata: { name: `e-${reason}`, uid: `e-${reason}` },
    involvedObject: { kind: 'Polecat', name: 'fix-it' },
    type: 'Normal',
    reason,
    message: `${reason} it is`,
    lastTimestamp: at(seconds),
    count: 1,
    ...more,
  } as CoreV1Event
}

const told = (polecat: Polecat, events: CoreV1Event[]) =>
  timeline(polecat, events).map(({ time, reason, about }) => `${time.slice(14, 19)} ${about}: ${reason}`)

const ofPod = (name: string) => ({ involvedObject: { kind: 'Pod', name } })

const done: PolecatStatus = {
  phase: 'Done',
  reason: 'Pushed',
  message: 'pushed 1 commit',
  attempt: 1,
  startedAt: at(10),
  finishedAt: at(40),
  phases: [
    { name: 'queued', seconds: 9 },
    { name: 'scheduled', seconds: 0 },
    { name: 'pulled', seconds: 2 },
    { name: 'cloned', seconds: 3.5 },
    { name: 'agent started', seconds: 0.2 },
    { name: 'first output', seconds: 1 },
    { name: 'saved', seconds: 4 },
  ],
  result: { saved: 'saved', remoteVerifiedAt: at(39) },
}

test('Events of the polecat and of its pods, and the steps of the status, oldest first', () => {
  const polecat = fixIt({ ...done, phase: 'Failed', reason: 'AgentFailed' })
  const events = [
    event('AgentFailed', 40),
    event('BackOff', 12, ofPod(podName(polecat, 1))),
    event('Pulling', 50, ofPod(releasePodName(polecat, 1))),
    event('Started', 9),
    event('Working', 16),
  ]
  expect(told(polecat, events)).toEqual([
    '00:00 polecat: created',
    '00:09 attempt 1: queued',
    '00:09 polecat: Started',
    '00:10 attempt 1: scheduled',
    '00:12 attempt 1: pulled',
    '00:12 attempt 1: BackOff',
    '00:15 attempt 1: cloned',
    '00:15 attempt 1: agent started',
    '00:16 polecat: Working',
    '00:16 attempt 1: first output',
    '00:39 attempt 1: saved',
    '00:40 polecat: AgentFailed',
    '00:50 attempt 1, release: Pulling',
  ])
})

test('a whole attempt in one second is still in order', () => {
  const polecat = fixIt({
    ...done,
    startedAt: at(0),
    finishedAt: at(0),
    phases: [
      { name: 'queued', seconds: 0 },
      { name: 'cloned', seconds: 0.1 },
      { name: 'saved', seconds: 0.1 },
    ],
    result: { saved: 'saved', remoteVerifiedAt: at(0) },
  })
  const reasons = timeline(polecat, [event('Pushed', 0), event('Working', 0), event('Started', 0)])
  expect(reasons.map(({ reason }) => reason).join(', ')).toBe(
    'created, queued, Started, cloned, Working, saved, Pushed',
  )
})

test('what becomes of the containers in one second is in the order in which it is listed', () => {
  const polecat = fixIt({ ...done, startedAt: at(0), phases: [{ name: 'scheduled', seconds: 0 }] })
  const pod = ofPod(podName(polecat, 1))
  const reasons = ['Scheduled', 'Pulled', 'Created', 'Started', 'Killing']
  const events = [event('Working', 0), event('Started', 0), ...reasons.map((reason) => event(reason, 0, pod))]
  expect(told(polecat, events).slice(0, -1)).toEqual([
    '00:00 polecat: created',
    '00:00 polecat: Started',
    '00:00 attempt 1: Scheduled',
    '00:00 attempt 1: Pulled',
    '00:00 attempt 1: Created',
    '00:00 attempt 1: Started',
    '00:00 attempt 1: scheduled',
    '00:00 polecat: Working',
    '00:00 attempt 1: Killing',
  ])
})

test('how it ended stays when the cluster has forgotten its Events, and is not told twice before', () => {
  expect(timeline(fixIt(done), []).at(-1)).toMatchObject({
    time: at(40),
    type: 'Normal',
    reason: 'Pushed',
    about: 'attempt 1',
    message: 'pushed 1 commit',
  })
  const endings = timeline(fixIt(done), [event('Pushed', 41)]).filter(({ reason }) => reason === 'Pushed')
  expect(endings).toHaveLength(1)
  // That of an earlier attempt is another.
  expect(told(fixIt({ ...done, finishedAt: at(400) }), [event('Pushed', 40)]).slice(-2)).toEqual([
    '00:40 polecat: Pushed',
    '06:40 attempt 1: Pushed',
  ])
  const bad = timeline(fixIt({ ...done, phase: 'Failed', reason: 'OOMKilled' }), []).at(-1)
  expect(bad).toMatchObject({ type: 'Warning', reason: 'OOMKilled' })
})

test('what was told several times, in the old form and the new one', () => {
  const [, old, fresh] = timeline(fixIt({}), [
    event('BackOff', 30, { count: 3, firstTimestamp: at(5) }),
    event('Failed', 1, {
      count: undefined,
      lastTimestamp: undefined,
      eventTime: at(1),
      series: { count: 2, lastObservedTime: at(60) },
    }),
  ])
  expect(old).toMatchObject({ key: 'e-BackOff 3', count: 3, since: at(5) })
  expect(fresh).toMatchObject({ key: 'e-Failed 2', time: at(60), count: 2 })
})

test('of one that the operator has not seen yet', () => {
  expect(told(fixIt({}), [])).toEqual(['00:00 polecat: created'])
})
