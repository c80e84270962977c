import { describe, expect, test } from 'vitest'
import type { Polecat } from '../../src/polecat/schema.ts'
import type { PolecatStatus } from '../../src/polecat/status.ts'
import { firstScreen, windowOf, type FleetScreen, type Rows } from '../../src/view/fleet-place.ts'
import { paste, press, shown, type Command } from '../../src/view/fleet-screen.ts'
import { attend } from '../../src/view/fleet-selection.ts'
import { polecat } from './a-fleet.ts'

const names = Array.from({ length: 20 }, (_, i) => `p${i}`)
const atWork: PolecatStatus = {
  phase: 'Working',
  attempt: 1,
  podName: 'p',
  podUID: 'u',
  podActive: true,
  phases: [{ name: 'agent started', seconds: 1 }],
}
const done: PolecatStatus = { phase: 'Done', reason: 'Pushed', attempt: 1, podName: 'p', podActive: false }

function rowsOf(order: readonly string[], status: PolecatStatus | undefined = atWork, capacity = 6): Rows {
  const known = new Map(order.map((name) => [name, withUid(polecat(name, status), `uid of ${name}`)]))
  return { names: order, capacity, polecat: (name) => known.get(name) }
}
function withUid(of: Polecat, uid: string): Polecat {
  return { ...of, metadata: { ...of.metadata, uid } }
}
const rows = rowsOf(names)

/** Keys of somebody who looks before each. */
function after(keys: readonly string[], screen: FleetScreen = firstScreen, of = rows) {
  const wishes: Command[] = []
  const told: string[] = []
  let now = 0
  screen = attend(screen, of, now).screen
  for (const key of keys) {
    screen = shown(screen, now)
    now += 1000
    const pressed = press(screen, key, of, now)
    screen = pressed.screen
    if (pressed.command !== undefined) wishes.push(pressed.command)
    if (pressed.told !== undefined) told.push(pressed.told)
  }
  return { screen, wishes, told, now, window: windowOf(screen, of) }
}
const target = (name: string) => ({ name, preconditions: { uid: `uid of ${name}`, attempt: 1 } })

describe('selecting', () => {
  test.each([
    [[], 0, 0],
    [['down'], 1, 0],
    [['j', 'j', 'k'], 1, 0],
    [['up'], 0, 0],
    [['page-down'], 5, 0],
    [[' ', ' '], 10, 5],
    [['G'], 19, 14],
    [['end', 'page-up', 'page-up'], 9, 9],
    [['end', 'g'], 0, 0],
    [['page-down', 'j', 'k', 'home'], 0, 0],
  ])('%j: row %i, window from %i', (keys, index, first) => {
    expect(after(keys).window).toEqual({ index, first })
  })

  test('it stays with its polecat when the order changes', () => {
    const { screen } = after(['down', 'down'])
    const other = { names: ['p2', ...names.filter((name) => name !== 'p2')], capacity: 6 }
    expect(windowOf(screen, other).index).toBe(0)
    const last = { names: [...names.filter((name) => name !== 'p2'), 'p2'], capacity: 6 }
    expect(windowOf(screen, last)).toEqual({ index: 19, first: 14 })
  })

  test('before the first key it is whoever is at the top, then one polecat', () => {
    const more = { names: ['new', ...names], capacity: 6 }
    expect(windowOf(firstScreen, more)).toEqual({ index: 0, first: 0 })
    expect(windowOf(after(['G', 'g']).screen, more)).toEqual({ index: 1, first: 0 })
    expect(windowOf(after(['l', 'q']).screen, more)).toEqual({ index: 1, first: 0 })
  })

  test('of one that is gone its row stays, also where another has taken its name', () => {
    const { screen } = after(['down', 'down'])
    const without = names.filter((name) => name !== 'p2')
    expect(windowOf(attend(screen, rowsOf(without), 0).screen, rowsOf(without)).index).toBe(2)
    expect(windowOf(screen, { names: ['p0'], capacity: 6 })).toEqual({ index: 0, first: 0 })
    expect(windowOf(screen, { names: [], capacity: 6 })).toEqual({ index: 0, first: 0 })
    const of = rowsOf([...without, 'p2'])
    const again = {
      ...of,
      polecat: (name: string) => (name === 'p2' ? withUid(polecat('p2', atWork), 'other') : of.polecat(name)),
    }
    expect(windowOf(attend(screen, again, 0).screen, again).index).toBe(2)
  })

  test('more room shows more, and the last page is a full one', () => {
    const { screen } = after(['G'])
    expect(windowOf(screen, { names, capacity: 10 })).toEqual({ index: 19, first: 10 })
    expect(windowOf(screen, { names, capacity: 50 })).toEqual({ index: 19, first: 0 })
  })

  test('nobody to select: keys that need one do nothing', () => {
    expect(after(['down', 'l', 't', 'r', 'd', 'G'], firstScreen, rowsOf([]))).toMatchObject({
      screen: { mode: 'list' },
      wishes: [],
    })
  })
})

describe('what is wished for', () => {
  test.each([
    [['q'], [{ type: 'quit' }]],
    [['ctrl-c'], [{ type: 'interrupt' }]],
    [['j', 'l'], [{ type: 'log', name: 'p1' }]],
    [['enter'], [{ type: 'log', name: 'p0' }]],
    [['d'], [{ type: 'diff', name: 'p0' }]],
    [['z', 'toString'], []],
  ])('%j', (keys, wishes) => {
    expect(after(keys).wishes).toEqual(wishes)
  })

  test('in a text the keys move in it, and q leads back', () => {
    expect(after(['l', 'k', 'G', 'page-up', 'd', 'q']).wishes).toEqual([
      { type: 'log', name: 'p0' },
      { type: 'scroll', by: 'line-up' },
      { type: 'scroll', by: 'bottom' },
      { type: 'scroll', by: 'page-up' },
      { type: 'close' },
    ])
    expect(after(['l', 'escape']).screen).toMatchObject({ mode: 'list', selected: { name: 'p0' } })
    expect(after(['l', 'ctrl-c']).wishes.at(-1)).toEqual({ type: 'interrupt' })
  })
})

describe('the question', () => {
  test.each([
    [['t', 'y'], atWork, [{ type: 'terminate', target: target('p0') }]],
    [['j', 'x', 'Y'], atWork, [{ type: 'terminate', target: target('p1') }]],
    [['j', 'r', 'y'], done, [{ type: 'retry', target: target('p1') }]],
    [['t', 'n'], atWork, []],
    [['t', 'enter'], atWork, []],
    [['t', 'q'], atWork, []],
    [['r', 'n'], done, []],
    [['r', 'q'], done, []],
  ])('%j', (keys, status, wishes) => {
    const { screen, wishes: wished } = after(keys, firstScreen, rowsOf(names, status))
    expect(wished).toEqual(wishes)
    expect(screen.mode).toBe('list')
    expect(screen.asked).toBeUndefined()
  })

  test('what cannot be done is told and not asked', () => {
    expect(after(['t'], firstScreen, rowsOf(names, done))).toMatchObject({
      screen: { mode: 'list' },
      told: ['p0 has ended already: Done (Pushed)'],
    })
    expect(after(['r'])).toMatchObject({
      told: ['p0 is still running attempt 1; t terminates it'],
    })
  })

  test('is about whom it names, also when another has come to that row', () => {
    const { screen, now } = after(['t'])
    const more = rowsOf(['new', ...names])
    const preconditions = shown(attend(screen, more, now).screen, now)
    expect(press(preconditions, 'y', more, now + 1000).command).toEqual({ type: 'terminate', target: target('p0') })
  })

  test.each([
    ['is gone', rowsOf(names.slice(1)), 'Nothing was done: p0 is gone'],
    ['has ended', rowsOf(names, done), 'Nothing was done: p0 has changed, and is Done (Pushed)'],
    [
      'is another',
      { ...rows, polecat: (name: string) => withUid(polecat(name, atWork), 'other') },
      'Nothing was done: p0 is gone',
    ],
    [
      'has another attempt',
      rowsOf(names, { ...atWork, attempt: 2 }),
      'Nothing was done: p0 has changed, and is Working',
    ],
  ])('is taken back where its polecat %s', (_, changed, told) => {
    const { screen, now } = after(['t'])
    const attended = attend(shown(screen, now), changed, now + 500)
    expect(attended.told).toBe(told)
    expect(attended.screen).toMatchObject({ mode: 'list' })
    expect(press(attended.screen, 'y', changed, now + 2000).command).toBeUndefined()
  })

  test('a y that was typed before it could be read is no answer', () => {
    const { screen, now } = after(['t'])
    expect(press(screen, 'y', rows, now + 1000)).toMatchObject({ screen: { mode: 'asking' } })
    const preconditions = shown(screen, now + 5)
    expect(press(preconditions, 'y', rows, now + 10).command).toBeUndefined()
    expect(press(preconditions, 'y', rows, now + 100).command).toBeDefined()
  })

  test.each(['t', 'x', 'r'])('%s does nothing for half a second after the row has moved or changed', (key) => {
    const of = rowsOf(names, done)
    const { screen, now } = after(['j'], firstScreen, of)
    const moved = rowsOf(['new', ...names], done)
    const changed = rowsOf(names, { ...done, phase: 'Failed', reason: 'AgentFailed' })
    for (const to of [moved, changed]) {
      const attended = attend(screen, to, now + 1000).screen
      const early = press(attended, key, to, now + 1499)
      expect(early.screen.mode).toBe('list')
      expect(early.told).toBe(`p1 just moved or changed; check, and press ${key} again`)
      expect(press(attended, key, to, now + 1500).told).not.toBe(early.told)
    }
  })

  test('the half second is not for what its user has moved, or for others', () => {
    const { screen, now } = after(['j', 'j'])
    const other = rowsOf([...names, 'new'])
    expect(press(attend(screen, other, now + 10).screen, 't', other, now + 20).screen.mode).toBe('asking')
    const down = press(screen, 'j', rows, now + 10).screen
    expect(press(attend(down, rows, now + 20).screen, 't', rows, now + 30).screen).toMatchObject({
      asked: { name: 'p3' },
    })
  })
})

describe('filter, order, help', () => {
  test('what is typed is the filter, keys and all', () => {
    expect(after(['/', 'q', 'x', 'ß']).screen).toMatchObject({ mode: 'typing', filter: 'qxß' })
    expect(after(['/', 'q', 'backspace', 'a', 'enter']).screen).toMatchObject({ mode: 'list', filter: 'a' })
    expect(after(['/', 'q', 'escape']).screen).toMatchObject({ mode: 'list', filter: '' })
    expect(after(['/', 'q', 'enter', 'escape']).screen).toMatchObject({ mode: 'list', filter: '' })
    expect(after(['/', 'backspace']).screen).toMatchObject({ mode: 'list' })
    expect(after(['/', 'down', 'page-up']).screen).toMatchObject({ mode: 'typing', filter: '' })
  })

  test('what is pasted is part of the filter, and nothing elsewhere', () => {
    expect(paste(after(['/', 'a']).screen, 'b\u0003c\ntyq')).toMatchObject({ mode: 'typing', filter: 'abc' })
    const { screen } = after(['t'])
    for (const other of [screen, after(['j']).screen, after(['l']).screen]) expect(paste(other, 'y')).toBe(other)
  })

  test('s goes through the orders', () => {
    const sorts = [0, 1, 2, 3, 4, 5].map((count) => after(Array<string>(count).fill('s')).screen.sort)
    expect(sorts).toEqual(['attention', 'name', 'time', 'activity', 'cost', 'attention'])
  })

  test('? helps, and any key leads back without doing anything', () => {
    expect(after(['?']).screen.mode).toBe('help')
    expect(after(['?', 'q'])).toMatchObject({ screen: { mode: 'list' }, wishes: [] })
  })
})
