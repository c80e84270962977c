import { expect, test } from 'vitest'
import { labelSelector } from '../../../src/apiserver/read/labels.ts'

test.each([
  ['', {}, true],
  ['a', { a: '' }, true],
  ['a', { b: '' }, false],
  ['!a', { b: '' }, true],
  ['!a', { a: '' }, false],
  ['a=b', { a: 'b' }, true],
  ['a==b', { a: 'c' }, false],
  ['a!=b', {}, true],
  ['a!=b', { a: 'b' }, false],
  ['a=', { a: '' }, true],
  ['a in (b, c)', { a: 'c' }, true],
  ['a in (b,c)', {}, false],
  ['a notin (b,c)', {}, true],
  ['a notin (b)', { a: 'b' }, false],
  ['a gt 3', { a: '4' }, true],
  ['a<3', { a: '4' }, false],
  ['a lt 3', {}, false],
  ['x.io/y=z,!b , c in (d)', { 'x.io/y': 'z', c: 'd' }, true],
  ['x.io/y=z,b', { 'x.io/y': 'z' }, false],
  ['hasOwnProperty', {}, false],
])('%j on %j is %j', (text, labels, expected) => {
  expect(labelSelector(text)(labels)).toBe(expected)
})

test.each(['a=b=c', 'a b', '=', 'a in b', 'a in (b', ',', 'a,', '!', '(a)'])('%j is refused', (text) => {
  expect(() => labelSelector(text)).toThrow(/found '/)
})
