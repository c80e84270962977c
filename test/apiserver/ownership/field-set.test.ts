import { expect, test } from 'vitest'
import { fromFieldsV1, toFieldsV1 } from '../../../src/apiserver/ownership/fields-v1.ts'
import { intersection, isEmptySet, minus, pathsOf, union, without } from '../../../src/apiserver/ownership/field-set.ts'

const spec = { 'f:spec': { '.': {}, 'f:word': {}, 'f:parts': { 'k:{"name":"x"}': { '.': {}, 'f:name': {} } } } }

test('FieldsV1 is read and written', () => {
  expect(toFieldsV1(fromFieldsV1(spec))).toEqual(spec)
  expect(pathsOf(fromFieldsV1(spec))).toEqual([
    ['f:spec'],
    ['f:spec', 'f:word'],
    ['f:spec', 'f:parts', 'k:{"name":"x"}'],
    ['f:spec', 'f:parts', 'k:{"name":"x"}', 'f:name'],
  ])
})

test('sets are combined path by path', () => {
  const [a, b] = [fromFieldsV1({ 'f:a': { '.': {}, 'f:b': {} } }), fromFieldsV1({ 'f:a': {}, 'f:c': {} })]
  expect(toFieldsV1(union(a, b))).toEqual({ 'f:a': { '.': {}, 'f:b': {} }, 'f:c': {} })
  expect(toFieldsV1(intersection(a, b))).toEqual({ 'f:a': {} })
  expect(toFieldsV1(minus(a, b))).toEqual({ 'f:a': { 'f:b': {} } })
  expect(isEmptySet(minus(a, a))).toBe(true)
})

test('a path is taken out with all that is below it', () => {
  expect(toFieldsV1(without(fromFieldsV1(spec), [['f:spec', 'f:parts']]))).toEqual({
    'f:spec': { '.': {}, 'f:word': {} },
  })
})
