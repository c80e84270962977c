import { expect, test } from 'vitest'
import { beadFrom, beadTask, hasPrefix, isClosed, rigPrefixOf } from '../../src/create/bead.ts'

const whole = {
  id: 'at-1234',
  title: 'Fix the login',
  description: 'It fails at night.\n',
  design: 'Use UTC.',
  acceptance_criteria: '- a test',
  notes: 'Seen by two.',
  status: 'in_progress',
  assignee: 'ann',
  priority: 1,
}

test('a whole bead as a task', () => {
  const bead = beadFrom(whole)
  expect(bead).toMatchObject({ id: 'at-1234', status: 'in_progress', assignee: 'ann' })
  expect(bead && beadTask(bead)).toBe(`\
Fix the login (bead at-1234)

It fails at night.

Design:
Use UTC.

Acceptance criteria:
- a test

Notes:
Seen by two.`)
})

test('one of a title alone', () => {
  const bead = beadFrom({ id: 'at-1', title: 'Tidy up', description: ' ', design: null })
  expect(bead).toMatchObject({ status: 'open' })
  expect(bead && beadTask(bead)).toBe('Tidy up (bead at-1)')
})

test.each([undefined, null, 'at-1', [], {}, { id: 'at-1' }, { id: 1, title: 'x' }])('%j is none', (value) => {
  expect(beadFrom(value)).toBeUndefined()
})

test.each([
  ['open', false],
  ['in_progress', false],
  ['closed', true],
  ['tombstone', true],
])('%s: closed %j', (status, closed) => {
  expect(isClosed({ id: 'at-1', title: 't', status, parts: [] })).toBe(closed)
})

test.each([
  ['at-1234', 'at', 'at'],
  ['at-a3f8.1.2', 'at', 'at'],
  ['mission-house-ogp', 'mission-house', undefined],
  ['AT-1', 'AT', undefined],
])('%s has the prefix %s; a rig may have %s', (id, prefix, ofRig) => {
  const bead = { id, title: 't', status: 'open', parts: [] }
  expect(hasPrefix(bead, prefix)).toBe(true)
  expect(hasPrefix(bead, prefix.slice(0, -1))).toBe(false)
  expect(rigPrefixOf(bead)).toBe(ofRig)
})
