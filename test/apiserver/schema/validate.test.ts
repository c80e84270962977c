import { expect, test } from 'vitest'
import { validate, validateLists } from '../../../src/apiserver/schema/validate.ts'
import type { Schema } from '../../../src/apiserver/schema/schema.ts'

const told = (value: unknown, schema: Schema) =>
  validate(value, schema, 'spec.x').map(({ field, message }) => `${field}: ${message}`)

test.each<[unknown, Schema]>([
  ['中文', { type: 'string', maxLength: 2 }],
  ['🚀🚀', { type: 'string', minLength: 2, maxLength: 2 }],
  [1, { type: 'number' }],
  [null, { type: 'string', nullable: true }],
  ['50%', { 'x-kubernetes-int-or-string': true }],
  [5, { 'x-kubernetes-int-or-string': true }],
  [{ b: 1, a: 2 }, { enum: [{ a: 2, b: 1 }] }],
  ['a-b', { type: 'string', pattern: '^[a\\-b]+$' }],
  [5, { type: 'integer', minimum: 5, maximum: 5 }],
  [0.5, { type: 'number', multipleOf: 0.25 }],
  [[], { type: 'array', maxItems: 0 }],
  [{}, { type: 'object', maxProperties: 0 }],
  [{ toString: 1 }, { type: 'object', properties: {} }],
  ['x', { oneOf: [{ enum: ['x'] }, { enum: ['y'] }] }],
])('%j holds to %j', (value, schema) => {
  expect(told(value, schema)).toEqual([])
})

const at = 'spec.x in body'

test.each<[unknown, Schema, string[]]>([
  ['5', { type: 'integer' }, [`Invalid value: "string": ${at} must be of type integer: "string"`]],
  [1.5, { type: 'integer' }, [`Invalid value: "number": ${at} must be of type integer: "number"`]],
  [null, { type: 'string' }, [`Invalid value: "null": ${at} must be of type string: "null"`]],
  [[], { type: 'object' }, [`Invalid value: "array": ${at} must be of type object: "array"`]],
  [
    1.5,
    { 'x-kubernetes-int-or-string': true },
    [`Invalid value: "number": ${at} must be of type integer,string: "number"`],
  ],
  ['c', { enum: ['a', 'b'] }, ['Unsupported value: "c": supported values: "a", "b"']],
  ['中文字', { type: 'string', maxLength: 2 }, ['Too long: may not be more than 2 bytes']],
  ['🚀', { type: 'string', minLength: 2 }, [`Invalid value: "🚀": ${at} should be at least 2 chars long`]],
  ['A', { type: 'string', pattern: '^a$' }, [`Invalid value: "A": ${at} should match '^a$'`]],
  [6, { maximum: 5 }, [`Invalid value: 6: ${at} should be less than or equal to 5`]],
  [5, { maximum: 5, exclusiveMaximum: true }, [`Invalid value: 5: ${at} should be less than 5`]],
  [4, { minimum: 5 }, [`Invalid value: 4: ${at} should be greater than or equal to 5`]],
  [5, { minimum: 5, exclusiveMinimum: true }, [`Invalid value: 5: ${at} should be greater than 5`]],
  [5, { multipleOf: 2 }, [`Invalid value: 5: ${at} should be a multiple of 2`]],
  [[1, 2], { maxItems: 1 }, ['Too many: 2: must have at most 1 items']],
  [[], { minItems: 1 }, [`Invalid value: 0: ${at} should have at least 1 items`]],
  [{ a: 1, b: 1 }, { maxProperties: 1 }, ['Too many: 2: must have at most 1 items']],
  [{}, { minProperties: 1 }, [`Invalid value: 0: ${at} should have at least 1 properties`]],
  ['x', { anyOf: [{ enum: ['y'] }] }, ['Invalid value: "": "spec.x" must validate at least one schema (anyOf)']],
  ['x', { oneOf: [{}, {}] }, ['Invalid value: "": "spec.x" must validate one and only one schema (oneOf)']],
  ['x', { not: {} }, ['Invalid value: "": "spec.x" must not validate the schema (not)']],
])('%j breaks %j', (value, schema, messages) => {
  expect(told(value, schema)).toEqual(messages.map((message) => `spec.x: ${message}`))
})

const spec: Schema = {
  type: 'object',
  required: ['name', 'toString'],
  properties: {
    name: { type: 'string' },
    list: { type: 'array', items: { type: 'object', required: ['a'], properties: { a: { type: 'integer' } } } },
  },
  additionalProperties: { type: 'boolean' },
}

test('all problems are told with their paths, inherited fields are none', () => {
  const value = { list: [{ a: 1 }, {}, { a: 'x' }], more: 1 }
  expect(validate(value, spec).map(({ field, reason }) => [field, reason])).toEqual([
    ['name', 'FieldValueRequired'],
    ['toString', 'FieldValueRequired'],
    ['list[1].a', 'FieldValueRequired'],
    ['list[2].a', 'FieldValueTypeInvalid'],
    ['more', 'FieldValueTypeInvalid'],
  ])
})

const map: Schema = {
  type: 'array',
  items: { type: 'object' },
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['name', 'port'],
}
const set: Schema = { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' }

test.each<[unknown, Schema, string[]]>([
  [
    [
      { name: 'a', port: 1 },
      { name: 'a', port: 2 },
    ],
    map,
    [],
  ],
  [
    [
      { name: 'a', port: 1, x: 1 },
      { port: 1, name: 'a', x: 2 },
    ],
    map,
    ['[1]: Duplicate value: {"name":"a","port":1}'],
  ],
  [['a', 'b', 'a', 'a'], set, ['[2]: Duplicate value: "a"', '[3]: Duplicate value: "a"']],
  [['a', 'a'], { ...set, 'x-kubernetes-list-type': 'atomic' }, []],
  [[['a', 'a'], ['a']], { type: 'array', items: set }, ['[0][1]: Duplicate value: "a"']],
  [{ l: ['a', 'a'], unknown: ['a', 'a'] }, { type: 'object', properties: { l: set } }, ['.l[1]: Duplicate value: "a"']],
  ['no list', set, []],
])('keys that stand twice in %j', (value, schema, messages) => {
  const found = validateLists(value, schema, 'x').map(({ field, message }) => `${field}: ${message}`)
  expect(found).toEqual(messages.map((message) => `x${message}`))
})
