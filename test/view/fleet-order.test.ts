import { expect, test } from 'vitest'
import { ordered, type SortName } from '../../src/view/fleet-order.ts'
import { fleet, now, state, three } from './a-fleet.ts'

const ended = (name: string, finishedAt: string) => state(name, { phase: 'Failed', finishedAt })

test('a failure is news for ten minutes, then those at work come first', () => {
  const mixed = fleet(
    ended('old', '2026-03-01T11:49:00Z'),
    ended('new', '2026-03-01T11:51:00Z'),
    state('working', { phase: 'Working' }),
    state('pending'),
    state('ended', { phase: 'Terminated' }),
    state('stuck', { phase: 'Stuck' }),
  )
  const names = ordered(mixed, { sort: 'attention', filter: '' }, now)
  expect(names).toEqual(['stuck', 'new', 'working', 'pending', 'old', 'ended'])
})

const four = fleet(
  state('a', { usage: { costUSD: 1, costBasis: 'reported' }, lastActivity: '2026-03-01T11:00:00Z' }),
  state('b', { usage: { costBasis: 'unknown' }, startedAt: '2026-03-01T09:00:00Z' }),
  state('c', { usage: { costUSD: 2, costBasis: 'reported' }, lastActivity: '2026-03-01T11:30:00Z' }),
  state('d', { startedAt: '2026-03-01T08:00:00Z' }),
  { type: 'line', name: 'd', text: 'x', time: '2026-03-01T11:40:00Z' },
)
test.each([
  ['attention', 'abcd'],
  ['name', 'abcd'],
  ['time', 'dbac'],
  ['activity', 'dcab'],
  // What is unknown or nothing comes last.
  ['cost', 'cabd'],
] as [SortName, string][])('by %s', (sort, expected) => {
  expect(ordered(four, { sort, filter: '' }, now).join('')).toBe(expected)
})

test.each([
  ['stuck', ['stuck']],
  ['HUNG', ['stuck']],
  ['athena polecat/d', ['done']],
  ['o k', ['stuck', 'working']],
  ['working done', []],
  ['  ', ['stuck', 'working', 'done']],
])('filter %j', (filter, names) => {
  expect(ordered(three, { sort: 'attention', filter }, now)).toEqual(names)
})
