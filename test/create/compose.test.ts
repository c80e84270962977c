import { expect, test } from 'vitest'
import { compose } from '../../src/create/compose.ts'

function composed(...values: object[]): object {
  return compose(values.map((value, index) => ({ source: `layer ${index}`, value })))
}

test.each<[string, object[], object]>([
  ['nothing', [], {}],
  ['objects are merged deeply', [{ a: { b: 1, c: 1 } }, { a: { c: 2, d: 2 } }], { a: { b: 1, c: 2, d: 2 } }],
  ['lists are replaced', [{ a: [1, 2] }, { a: [3] }], { a: [3] }],
  [
    'null removes',
    [
      { a: 1, b: { c: 1, d: 1 } },
      { a: null, b: { c: null } },
    ],
    { b: { d: 1 } },
  ],
  ['null below nothing leaves nothing', [{ a: { b: null, c: 1 } }], { a: { c: 1 } }],
  ['undefined says nothing', [{ a: 1 }, { a: undefined }], { a: 1 }],
  [
    'an object replaces a value, and a value an object',
    [
      { a: 1, b: {} },
      { a: { x: 1 }, b: 2 },
    ],
    { a: { x: 1 }, b: 2 },
  ],
  [
    'references are replaced as wholes',
    [{ k: { apiKeySecretRef: { name: 'a', key: 'x' } } }, { k: { apiKeySecretRef: { name: 'b' } } }],
    { k: { apiKeySecretRef: { name: 'b' } } },
  ],
])('%s', (_, layers, expected) => {
  expect(composed(...layers)).toStrictEqual(expected)
})

test('layers are left as they are', () => {
  const below = { a: { b: 1 } }
  composed(below, { a: { c: 2 } })
  expect(below).toEqual({ a: { b: 1 } })
})

test('a field called __proto__ stays a field', () => {
  const merged = composed({ a: 1 }, JSON.parse('{"__proto__": {"bad": true}}'))
  expect('bad' in merged).toBe(false)
})

test('a layer that is no object is refused by name', () => {
  expect(() => compose([{ source: 'notes.yaml', value: ['x'] }])).toThrow('notes.yaml contains no fields')
})
