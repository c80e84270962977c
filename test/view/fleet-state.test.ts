import { describe, expect, test } from 'vitest'
import type { Polecat } from '../../src/polecat/schema.ts'
import type { PolecatStatus } from '../../src/polecat/status.ts'
import {
  allFinished,
  elapsedSeconds,
  lastSign,
  noFleet,
  phaseCounts,
  reduceFleet,
  rowsOf,
  stepOf,
  type FleetRow,
  type FleetState,
} from '../../src/view/fleet-state.ts'
import { fleet, now, polecat, state, three } from './a-fleet.ts'

const row = (of: FleetState, name: string) => rowsOf(of, [name])[0] as FleetRow

test('names in the order of their numbers, whatever comes and goes', () => {
  const ten = fleet(state('p10'), state('p9'), state('p1'))
  expect(ten.names).toEqual(['p1', 'p9', 'p10'])
  expect(reduceFleet(ten, [{ type: 'gone', name: 'p9' }, state('p2')]).names).toEqual(['p1', 'p2', 'p10'])
})

test('a state that changes nothing about who there is keeps the names as they are', () => {
  expect(reduceFleet(three, [state('done', { phase: 'Failed' })]).names).toBe(three.names)
})

test('events leave the state before them alone', () => {
  reduceFleet(three, [{ type: 'gone', name: 'stuck' }, state('new')])
  expect([...three.polecats.keys()]).toEqual(['done', 'stuck', 'working'])
})

test('a line that is empty tells nothing; one that is gone is gone', () => {
  const blank = reduceFleet(three, [{ type: 'line', name: 'working', text: ' ' }])
  expect(blank.newest.get('working')).toEqual(three.newest.get('working'))
  expect(reduceFleet(three, [{ type: 'gone', name: 'working' }])).toMatchObject({ newest: new Map() })
  expect(rowsOf(three, ['nobody'])).toEqual([])
})

test('a lost connection is lost since the first loss, until it is back', () => {
  const lost = reduceFleet(three, [
    { type: 'lost', at: 5 },
    { type: 'lost', at: 9 },
  ])
  expect(lost.lostAt).toBe(5)
  expect(reduceFleet(lost, [state('x')]).lostAt).toBe(5)
  expect(reduceFleet(lost, [{ type: 'back' }]).lostAt).toBeUndefined()
})

test('counts and the end', () => {
  expect(phaseCounts(three)).toEqual([
    { phase: 'Stuck', count: 1 },
    { phase: 'Working', count: 1 },
    { phase: 'Done', count: 1 },
  ])
  expect(allFinished(three.polecats.values())).toBe(false)
  expect(allFinished([polecat('x', { phase: 'Done' })])).toBe(true)
  expect(allFinished([polecat('x', { phase: 'Done', podActive: true })])).toBe(false)
  expect(allFinished([])).toBe(true)
})

test('a newest line is activity that the operator may not have noted yet', () => {
  const noted = Date.parse('2026-03-01T11:59:57Z')
  expect(lastSign(row(three, 'working'))).toBe(noted)
  const line = { type: 'line', name: 'working', text: 'goes on', time: '2026-03-01T11:59:59.5Z' } as const
  expect(lastSign(row(reduceFleet(three, [line]), 'working'))).toBe(noted + 2500)
  // As list and describe say it: what never came to an agent did something when it ended.
  expect(lastSign(row(three, 'done'))).toBe(Date.parse(three.polecats.get('done')?.status?.finishedAt ?? ''))
})

test.each([
  [{}, 10],
  [{ phase: 'Working', startedAt: '2026-03-01T11:59:00Z' }, 60],
  [{ phase: 'Done', startedAt: '2026-03-01T11:00:00Z', finishedAt: '2026-03-01T11:00:30Z' }, 30],
  [{ phase: 'Done' }, 0],
  [{ phase: 'Stuck', startedAt: '2026-03-01T11:00:00Z', finishedAt: '2026-03-01T11:00:30Z', podActive: false }, 30],
] as [PolecatStatus, number][])('elapsed of %j', (status, seconds) => {
  expect(elapsedSeconds(polecat('x', status), now)).toBe(seconds)
})

function secondsOf(status: PolecatStatus, attempt: number): number | undefined {
  const made = polecat('x', status)
  return elapsedSeconds({ ...made, spec: { ...made.spec, attempt } }, now)
}

test('no time is that of an attempt which another follows, before that one begins', () => {
  const last: PolecatStatus = {
    attempt: 1,
    podName: 'x-1',
    podActive: false,
    phase: 'Failed',
    startedAt: '2026-03-01T11:00:00Z',
    finishedAt: '2026-03-01T11:00:30Z',
  }
  expect(secondsOf(last, 1)).toBe(30)
  expect(secondsOf(last, 2)).toBeUndefined()
  expect(secondsOf({ ...last, phase: 'Pending', reason: 'RigFull' }, 2)).toBeUndefined()
  // It is tried again by itself, after a pause.
  expect(secondsOf({ ...last, phase: 'Pending', reason: 'AgentFailed' }, 1)).toBeUndefined()
  // The last one is still being saved.
  expect(secondsOf({ ...last, podActive: true }, 2)).toBe(30)
  expect(secondsOf({ ...last, phase: 'Stuck' }, 1)).toBe(30)
})

const pod: PolecatStatus = {
  attempt: 1,
  podName: 'x-1',
  podActive: true,
  phases: [{ name: 'first output', seconds: 1 }],
}
const agentEnded: PolecatStatus['conditions'] = [
  { type: 'PodReady', status: 'False', reason: 'AgentEnded', lastTransitionTime: '2026-03-01T11:00:00Z' },
]
const gone = { deletionTimestamp: '2026-03-01T12:00:00Z' }

const step = (shown: Polecat) => stepOf({ polecat: shown, cloning: undefined })
function deleting(status: PolecatStatus): Polecat {
  const made = polecat('x', status)
  return { ...made, metadata: { ...made.metadata, ...gone } }
}

describe('the step that it is at', () => {
  test('of one that is being deleted, and of one whose next attempt is asked for, is not that of its last attempt', () => {
    expect(step(deleting({ ...pod, phase: 'Working', message: 'the agent is working' }))).toBe(
      'its pod is stopped first',
    )
    expect(step(deleting({ phase: 'Done', message: 'pushed 1 commit' }))).toBe('is being removed')
    const done = polecat('x', {
      ...pod,
      podActive: false,
      phase: 'Done',
      message: 'm',
      finishedAt: '2026-03-01T12:00:00Z',
    })
    expect(step(done)).toBe('m')
    expect(step({ ...done, spec: { ...done.spec, attempt: 2 } })).toBe('attempt 2 is queued')
  })

  test.each([
    [{}, 'waits for the operator'],
    [{ phase: 'Pending', message: 'rig is full' }, 'rig is full'],
    [{ phase: 'Working' }, 'starts'],
    [{ phase: 'Working', phases: [{ name: 'pulled', seconds: 1 }] }, 'clones'],
    [{ phase: 'Failed', message: 'm' }, 'm'],
    [{ ...pod, phase: 'Working', message: 'the agent is working', conditions: agentEnded }, 'its work is being saved'],
  ] as [PolecatStatus, string][])('%j', (status, words) => {
    expect(stepOf({ polecat: polecat('x', status), cloning: undefined })).toBe(words)
  })

  test('how far a clone is', () => {
    const cloning = fleet(state('x', { phase: 'Pending', message: 'the repository is being cloned' }), {
      type: 'cloning',
      name: 'x',
      text: 'Receiving objects:  45% (450/1000)',
    })
    expect(stepOf(row(cloning, 'x'))).toBe('clones: Receiving objects:  45% (450/1000)')
    const stuck = state('x', { phase: 'Pending', reason: 'ImagePullFailed', message: 'no image' })
    expect(stepOf(row(reduceFleet(cloning, [stuck]), 'x'))).toBe('no image')
    expect(reduceFleet(cloning, [{ type: 'gone', name: 'x' }])).toEqual(noFleet)
  })
})
