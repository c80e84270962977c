import { expect, test } from 'vitest'
import { isTrue } from '../../../src/apiserver/http/flag.ts'

// As kube-apiserver 1.34 answers: Python says True, and some clients only name the parameter.
test.each([
  ['true', true],
  ['True', true],
  ['1', true],
  ['', true],
  ['f', true],
  ['false', false],
  ['False', false],
  ['0', false],
  [null, false],
])('%j is %j', (text, value) => {
  expect(isTrue(text)).toBe(value)
})
