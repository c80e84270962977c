import { expect, test } from 'vitest'
import { labelValue, marksOf } from '../../src/pod/labels.ts'
import { given } from './an-attempt.ts'

test.for(['a', 'at-1234', 'A.b_c-9', 'x'.repeat(63)])('%s stands as it is', (value) => {
  expect(labelValue(value)).toBe(value)
})

test.for(['', 'x'.repeat(64), '-a', 'a-', 'a b', 'ü', 'a/b'])("'%s' is hashed", (value) => {
  expect(labelValue(value)).toMatch(/^[0-9a-f]{40}$/)
})

test('what is hashed stands in an annotation of the same name', () => {
  const { polecat } = given({ spec: { beadID: 'a/b' } })
  const marks = marksOf(polecat, 2)
  expect(marks.annotations).toEqual({ 'gastown.io/bead': 'a/b' })
  expect(marks.labels).toMatchObject({
    'gastown.io/bead': labelValue('a/b'),
    'gastown.io/attempt': '2',
    polecat: 'fix-it',
  })
})

test('an empty bead is no label', () => {
  expect(marksOf(given({ spec: { beadID: '' } }).polecat, 1).labels).not.toHaveProperty('gastown.io/bead')
})
