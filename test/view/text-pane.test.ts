import { expect, test } from 'vitest'
import { TextPane } from '../../src/view/text-pane.ts'

const lines = (count: number, from = 0) => Array.from({ length: count }, (_, i) => ({ text: `line ${from + i}` }))
const shown = (pane: TextPane, capacity: number, width = 40) => {
  const { rows, where } = pane.window(width, capacity)
  return { first: rows[0]?.text, last: rows.at(-1)?.text, count: rows.length, where }
}

test('a log is read from its end, and stays there', () => {
  const pane = new TextPane('x', 'end')
  pane.add(lines(20))
  expect(shown(pane, 5)).toEqual({ first: 'line 15', last: 'line 19', count: 5, where: '16-20 of 20, following' })
  pane.add(lines(1, 20))
  expect(shown(pane, 5).last).toBe('line 20')
})

test('who looks at an earlier part stays with it until the end', () => {
  const pane = new TextPane('x', 'end')
  pane.add(lines(20))
  pane.window(40, 5)
  pane.scroll('page-up', 5)
  pane.add(lines(10, 20))
  expect(shown(pane, 5)).toMatchObject({ first: 'line 11', where: '12-16 of 30' })
  pane.scroll('top', 5)
  expect(shown(pane, 5).first).toBe('line 0')
  pane.scroll('line-up', 5)
  pane.scroll('line-down', 5)
  expect(shown(pane, 5).first).toBe('line 1')
  pane.scroll('bottom', 5)
  pane.add(lines(1, 30))
  expect(shown(pane, 5).last).toBe('line 30')
})

test('a difference is read from its beginning', () => {
  const pane = new TextPane('x', 'start')
  pane.add(lines(20))
  expect(shown(pane, 5)).toMatchObject({ first: 'line 0', where: '1-5 of 20' })
  pane.scroll('bottom', 5)
  expect(shown(pane, 5)).toMatchObject({ last: 'line 19', where: '16-20 of 20' })
})

test('nothing yet, and less than there is room for', () => {
  const pane = new TextPane('x', 'end')
  expect(shown(pane, 5)).toMatchObject({ count: 0, where: '0-0 of 0, following' })
  pane.scroll('line-up', 5)
  pane.add(lines(2))
  expect(shown(pane, 5)).toMatchObject({ count: 2, where: '1-2 of 2, following' })
})

test('long lines are broken for the width, also when that changes', () => {
  const pane = new TextPane('x', 'start')
  pane.add([{ text: 'some words that are long', style: 'red' }])
  expect(pane.window(12, 5).rows).toEqual([
    { text: 'some words', style: 'red' },
    { text: 'that are', style: 'red' },
    { text: 'long', style: 'red' },
  ])
  expect(pane.window(40, 5).rows).toHaveLength(1)
})

test('old lines of a long log are not kept, it says so, and what is looked at stays', () => {
  const pane = new TextPane('x', 'end')
  pane.window(40, 5)
  pane.add(lines(12_000))
  pane.scroll('page-up', 5)
  const before = shown(pane, 5).first
  pane.add(lines(1, 12_000))
  expect(shown(pane, 5).first).toBe(before)
  expect(shown(pane, 5).where).toMatch(/ of 10000 · 2001 older lines dropped$/)
})

test('a line may be broken into more rows than a function takes arguments', () => {
  const pane = new TextPane('log', 'end')
  pane.window(1, 10)
  pane.add([{ text: 'x'.repeat(200_000) }])
  expect(pane.window(1, 10).where).toContain('of 200000')
})
