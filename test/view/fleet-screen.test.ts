import { describe, expect, test } from 'vitest'
import { firstScreen, press, windowOf, type FleetScreen, type Wish } from '../../src/view/fleet-screen.ts'

const names = Array.from({ length: 20 }, (_, i) => `p${i}`)
const rows = { names, room: 6 }

function after(keys: readonly string[], screen: FleetScreen = firstScreen, of = rows) {
  const wishes: Wish[] = []
  for (const key of keys) {
    const pressed = press(screen, key, of)
    screen = pressed.screen
    if (pressed.wish !== undefined) wishes.push(pressed.wish)
  }
  return { screen, wishes, window: windowOf(screen, of) }
}

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
    const other = { names: ['p2', ...names.filter((name) => name !== 'p2')], room: 6 }
    expect(windowOf(screen, other).index).toBe(0)
    const last = { names: [...names.filter((name) => name !== 'p2'), 'p2'], room: 6 }
    expect(windowOf(screen, last)).toEqual({ index: 19, first: 14 })
  })

  test('at the top it is the first, whoever that is, unless something was done to it', () => {
    const more = { names: ['new', ...names], room: 6 }
    expect(windowOf(firstScreen, more)).toEqual({ index: 0, first: 0 })
    expect(windowOf(after(['G', 'g']).screen, more)).toEqual({ index: 0, first: 0 })
    expect(windowOf(after(['l', 'q']).screen, more)).toEqual({ index: 1, first: 0 })
  })

  test('of one that is gone its row stays', () => {
    const { screen } = after(['down', 'down'])
    expect(windowOf(screen, { names: names.filter((name) => name !== 'p2'), room: 6 }).index).toBe(2)
    expect(windowOf(screen, { names: ['p0'], room: 6 })).toEqual({ index: 0, first: 0 })
    expect(windowOf(screen, { names: [], room: 6 })).toEqual({ index: 0, first: 0 })
  })

  test('more room shows more, and the last page is a full one', () => {
    const { screen } = after(['G'])
    expect(windowOf(screen, { names, room: 10 })).toEqual({ index: 19, first: 10 })
    expect(windowOf(screen, { names, room: 50 })).toEqual({ index: 19, first: 0 })
  })

  test('nobody to select: keys that need one do nothing', () => {
    const none = { names: [], room: 6 }
    expect(after(['down', 'l', 't', 'r', 'd', 'G'], firstScreen, none)).toMatchObject({
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
    [['j', 'r'], [{ type: 'retry', name: 'p1' }]],
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
    expect(after(['l', 'escape']).screen).toMatchObject({ mode: 'list', selected: 'p0' })
    expect(after(['l', 'ctrl-c']).wishes.at(-1)).toEqual({ type: 'interrupt' })
  })
})

describe('the question', () => {
  test.each([
    [['t', 'y'], [{ type: 'terminate', name: 'p0' }]],
    [['j', 'x', 'Y'], [{ type: 'terminate', name: 'p1' }]],
    [['t', 'n'], []],
    [['t', 'enter'], []],
    [['t', 'q'], []],
  ])('%j', (keys, wishes) => {
    const { screen, wishes: wished } = after(keys)
    expect(wished).toEqual(wishes)
    expect(screen.mode).toBe('list')
    expect(screen.asked).toBeUndefined()
  })

  test('is about whom it names, also when another has come to that row', () => {
    const { screen } = after(['t'])
    expect(screen.asked).toBe('p0')
    const pressed = press(screen, 'y', { names: ['new', ...names], room: 6 })
    expect(pressed.wish).toEqual({ type: 'terminate', name: 'p0' })
  })

  test('a y that was pasted with it is no answer', () => {
    const { screen } = press(firstScreen, 't', rows, false)
    expect(press(screen, 'y', rows, false)).toEqual({ screen: { ...screen, mode: 'list', asked: undefined } })
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

  test('s goes through the orders', () => {
    const sorts = [0, 1, 2, 3, 4, 5].map((count) => after(Array<string>(count).fill('s')).screen.sort)
    expect(sorts).toEqual(['attention', 'name', 'time', 'activity', 'cost', 'attention'])
  })

  test('? helps, and any key leads back without doing anything', () => {
    expect(after(['?']).screen.mode).toBe('help')
    expect(after(['?', 'q'])).toMatchObject({ screen: { mode: 'list' }, wishes: [] })
  })
})
