import { describe, expect, test } from 'vitest'
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
  expect(lastSign(row(three, 'done'))).toBeUndefined()
})

test.each([
  [{}, 10],
  [{ phase: 'Working', startedAt: '2026-03-01T11:59:00Z' }, 60],
  [{ phase: 'Done', startedAt: '2026-03-01T11:00:00Z', finishedAt: '2026-03-01T11:00:30Z' }, 30],
  [{ phase: 'Done' }, 0],
] as [PolecatStatus, number][])('elapsed of %j', (status, seconds) => {
  expect(elapsedSeconds(polecat('x', status), now)).toBe(seconds)
})

describe('the step that it is at', () => {
  test.each([
    [{}, 'waits for the operator'],
    [{ phase: 'Pending', message: 'rig is full' }, 'rig is full'],
    [{ phase: 'Working' }, 'starts'],
    [{ phase: 'Working', phases: [{ name: 'pulled', seconds: 1 }] }, 'clones'],
    [{ phase: 'Failed', message: 'm' }, 'm'],
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
