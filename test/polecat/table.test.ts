import { expect, test } from 'vitest'
import { validatePolecat } from '../../src/polecat/validate/validate.ts'
import { problemsOf } from '../support/problems-of.ts'
import { cases, polecatOf } from './table.ts'

test.each(cases.filter(({ field }) => field === undefined))('we take $what', (one) => {
  expect(validatePolecat(polecatOf(one)).kind).toBe('Polecat')
})

test.each(cases.filter(({ field }) => field !== undefined))('we refuse $what', (one) => {
  expect(problemsOf(() => validatePolecat(polecatOf(one)))).toEqual([expect.stringContaining(one.field ?? '')])
})
