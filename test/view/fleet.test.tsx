import { render } from 'ink-testing-library'
import { describe, expect, test } from 'vitest'
import type { Polecat } from '../../src/polecat/schema.ts'
import type { PolecatStatus } from '../../src/polecat/status.ts'
import { FleetFrame } from '../../src/view/fleet-frame.tsx'
import {
  allFinished,
  elapsedSeconds,
  fleetRows,
  noFleet,
  phaseCounts,
  reduceFleet,
  scrolled,
  stepOf,
  type FleetEvent,
  type FleetRow,
} from '../../src/view/fleet-state.ts'
import { FollowFrame } from '../../src/view/follow-frame.tsx'
import { aPolecat } from '../support/a-polecat.ts'

const now = Date.parse('2026-03-01T12:00:00Z')

function polecat(name: string, status: PolecatStatus = {}): Polecat {
  const made = aPolecat({}, {}, name)
  return { ...made, metadata: { ...made.metadata, creationTimestamp: '2026-03-01T11:59:50Z' }, status }
}

const state = (name: string, status?: PolecatStatus): FleetEvent => ({ type: 'state', polecat: polecat(name, status) })
const fleet = (...events: FleetEvent[]) => events.reduce(reduceFleet, noFleet)

const three = fleet(
  state('done', {
    phase: 'Done',
    reason: 'Pushed',
    message: 'pushed 1 commit',
    startedAt: '2026-03-01T11:00:00Z',
    finishedAt: '2026-03-01T11:01:05Z',
    usage: { costUSD: 1.5, costBasis: 'reported' },
  }),
  state('stuck', { phase: 'Stuck', reason: 'Hung', message: 'no activity', startedAt: '2026-03-01T11:30:00Z' }),
  state('working', {
    phase: 'Working',
    startedAt: '2026-03-01T11:58:00Z',
    lastActivity: '2026-03-01T11:59:57Z',
    phases: [{ name: 'agent started', seconds: 1 }],
  }),
  { type: 'line', name: 'working', text: 'runs \u001B[2J the tests' },
)

describe('state', () => {
  test('attention first, then by name', () => {
    expect(fleetRows(three, { now, room: 10 }).rows.map(({ polecat }) => polecat.metadata.name)).toEqual([
      'stuck',
      'working',
      'done',
    ])
  })

  test('names in the order of their numbers', () => {
    const ten = fleet(...['p10', 'p9', 'p1'].map((name) => state(name)))
    expect(fleetRows(ten, { now, room: 10 }).rows.map(({ polecat }) => polecat.metadata.name)).toEqual([
      'p1',
      'p9',
      'p10',
    ])
  })

  test('a failure is news for ten minutes, then those at work come first', () => {
    const ended = (name: string, finishedAt: string) => state(name, { phase: 'Failed', finishedAt })
    const mixed = fleet(
      ended('old', '2026-03-01T11:49:00Z'),
      ended('new', '2026-03-01T11:51:00Z'),
      state('working', { phase: 'Working' }),
      state('pending'),
      state('ended', { phase: 'Terminated' }),
      state('stuck', { phase: 'Stuck' }),
    )
    const names = fleetRows(mixed, { now, room: 10 }).rows.map(({ polecat }) => polecat.metadata.name)
    expect(names).toEqual(['stuck', 'new', 'working', 'pending', 'old', 'ended'])
  })

  test('what is scrolled to stays within what there is, and the last page is full', () => {
    const many = fleet(...Array.from({ length: 20 }, (_, i) => state(`p${i}`, { phase: 'Working' })))
    const room = 6
    expect(scrolled(many, { top: 0, by: 1, room })).toBe(1)
    expect(scrolled(many, { top: 1, by: -5, room })).toBe(0)
    expect(scrolled(many, { top: 14, by: 5, room })).toBe(15)
    expect(scrolled(many, { top: 40, by: -1, room })).toBe(14)
    const { rows, above, below } = fleetRows(many, { now, room, top: 40 })
    expect({ first: rows[0]?.polecat.metadata.name, shown: rows.length, above, below }).toEqual({
      first: 'p15',
      shown: 5,
      above: 15,
      below: 0,
    })
    expect(scrolled(three, { top: 0, by: 3, room })).toBe(0)
  })

  test('no more rows than there is room for, one of them for the rest', () => {
    expect(fleetRows(three, { now, room: 2 })).toMatchObject({
      rows: [{ polecat: { metadata: { name: 'stuck' } } }],
      above: 0,
      below: 2,
    })
  })

  test('a line that is empty tells nothing; one that is gone is gone', () => {
    expect(reduceFleet(three, { type: 'line', name: 'working', text: ' ' })).toBe(three)
    expect(reduceFleet(three, { type: 'gone', name: 'stuck' }).polecats.has('stuck')).toBe(false)
  })

  test('counts and the end', () => {
    expect(phaseCounts(three)).toEqual([
      { phase: 'Stuck', count: 1 },
      { phase: 'Working', count: 1 },
      { phase: 'Done', count: 1 },
    ])
    expect(allFinished(three)).toBe(false)
    expect(allFinished(fleet(state('x', { phase: 'Done' })))).toBe(true)
    expect(allFinished(fleet(state('x', { phase: 'Done', podActive: true })))).toBe(false)
    expect(allFinished(noFleet)).toBe(true)
  })

  test.each([
    [{}, 10],
    [{ phase: 'Working', startedAt: '2026-03-01T11:59:00Z' }, 60],
    [{ phase: 'Done', startedAt: '2026-03-01T11:00:00Z', finishedAt: '2026-03-01T11:00:30Z' }, 30],
    [{ phase: 'Done' }, 0],
  ] as [PolecatStatus, number][])('elapsed of %j', (status, seconds) => {
    expect(elapsedSeconds(polecat('x', status), now)).toBe(seconds)
  })

  test.each([
    [{}, 'waits for the operator'],
    [{ phase: 'Pending', message: 'rig is full' }, 'rig is full'],
    [{ phase: 'Working' }, 'starts'],
    [{ phase: 'Working', phases: [{ name: 'pulled', seconds: 1 }] }, 'clones'],
    [{ phase: 'Failed', message: 'm' }, 'm'],
  ] as [PolecatStatus, string][])('step of %j', (status, words) => {
    expect(stepOf({ polecat: polecat('x', status), cloning: undefined })).toBe(words)
  })

  test('how far a clone is', () => {
    const cloning = fleet(state('x', { phase: 'Pending', message: 'the repository is being cloned' }), {
      type: 'cloning',
      name: 'x',
      text: 'Receiving objects:  45% (450/1000)',
    })
    const words = () => stepOf(fleetRows(cloning, { now, room: 1 }).rows[0] as FleetRow)
    expect(words()).toBe('clones: Receiving objects:  45% (450/1000)')
    const stuck = reduceFleet(cloning, state('x', { phase: 'Pending', reason: 'ImagePullFailed', message: 'no image' }))
    expect(stepOf(fleetRows(stuck, { now, room: 1 }).rows[0] as FleetRow)).toBe('no image')
    expect(reduceFleet(cloning, { type: 'gone', name: 'x' })).toEqual(noFleet)
  })
})

describe('frames', () => {
  test('the fleet', () => {
    const { lastFrame } = render(<FleetFrame state={three} now={now} width={100} height={24} />)
    expect(lastFrame()).toBe(`\
NAME     PHASE       TIME       ACTIVITY   COST      NOW
stuck    Stuck       30m00s     -          -         Hung: no activity
working  Working     2m00s      3s ago     -         runs ␛[2J the tests
done     Done        1m05s      -          $1.50     Pushed: pushed 1 commit
1 Stuck · 1 Working · 1 Done · Ctrl-C or q ends this view, not the polecats`)
  })

  test('never as tall as the terminal', () => {
    const many = fleet(...Array.from({ length: 50 }, (_, i) => state(`p${i}`, { phase: 'Working' })))
    const { lastFrame } = render(<FleetFrame state={many} now={now} width={60} height={10} />)
    expect(lastFrame()?.split('\n')).toHaveLength(8)
    expect(lastFrame()).toContain('… and 45 more')
  })

  test('scrolled, with the keys that do it where there are keys', () => {
    const many = fleet(...Array.from({ length: 50 }, (_, i) => state(`p${i}`, { phase: 'Working' })))
    const { lastFrame } = render(<FleetFrame state={many} now={now} width={60} height={10} top={7} hasKeys />)
    expect(lastFrame()).toContain('\np7 ')
    expect(lastFrame()).toContain('… and 7 above, 38 more · ↑ ↓ PgUp PgDn')
  })

  test('says of those at work that are not sandboxed', () => {
    const free = fleet(
      state('x', { phase: 'Working', sandboxed: false }),
      state('y', { phase: 'Done', sandboxed: false }),
    )
    const { lastFrame } = render(<FleetFrame state={free} now={now} width={100} height={10} isLast />)
    expect(lastFrame()).toContain('1 Working · 1 Done · 1 unsandboxed')
  })

  test('a narrow terminal loses columns, not the newest line', () => {
    const { lastFrame } = render(<FleetFrame state={three} now={now} width={60} height={24} />)
    expect(lastFrame()).toContain('NAME     PHASE       TIME       NOW\n')
    expect(lastFrame()).toContain('working  Working     2m00s      runs ␛[2J the tests\n')
    const narrow = render(<FleetFrame state={three} now={now} width={40} height={24} />).lastFrame()
    expect(narrow).toContain('working  Working     runs ␛[2J the test')
  })

  test('the last one offers no key', () => {
    const { lastFrame } = render(<FleetFrame state={three} now={now} width={100} height={24} isLast />)
    expect(lastFrame()?.split('\n').at(-1)).toBe('1 Stuck · 1 Working · 1 Done')
  })

  test('a newest line is activity that the operator may not have noted yet', () => {
    const line = { type: 'line', name: 'working', text: 'goes on', time: '2026-03-01T11:59:59.5Z' } as const
    const { lastFrame } = render(<FleetFrame state={reduceFleet(three, line)} now={now} width={100} height={24} />)
    expect(lastFrame()).toContain('2m00s      0s ago     -         goes on')
  })

  test('a tiny terminal and wide letters', () => {
    const wide = fleet(state('x', { phase: 'Working' }), { type: 'line', name: 'x', text: '中文 🚀 and a long text' })
    const { lastFrame } = render(<FleetFrame state={wide} now={now} width={70} height={2} />)
    expect(lastFrame()).toContain('中文 🚀 and')
    expect(lastFrame()).not.toContain('long text')
  })

  test('what is followed', () => {
    const { lastFrame } = render(<FollowFrame state={three} now={now} width={100} height={24} />)
    expect(lastFrame()).toBe(`\
stuck  Stuck  30m00s  no activity
working  Working  2m00s  agent works
done  Done  1m05s  pushed 1 commit`)
  })
})
