import { expect, test } from 'vitest'
import { builtinType } from '../../../src/apiserver/builtin/type-notation.ts'
import { ApiFailure } from '../../../src/apiserver/failure.ts'
import { strategicMergePatch } from '../../../src/apiserver/patch/strategic.ts'

test.each(['{"__proto__":{"seen":"yes"}}', '{"a":{"__proto__":{"seen":"yes"}}}'])(
  'the field __proto__ of %s changes nothing but the object',
  (text) => {
    const patched = strategicMergePatch({ a: {} }, JSON.parse(text), undefined)
    const seen = Object.getOwnPropertyDescriptor(Object.prototype, 'seen')
    delete (Object.prototype as Record<string, unknown>).seen
    expect(seen).toBeUndefined()
    expect(JSON.stringify(patched)).toContain('"__proto__":{"seen":"yes"}')
  },
)

test.each(['constructor', 'toString', 'hasOwnProperty'])('a label may be called %s', (name) => {
  const patched = strategicMergePatch({ labels: { a: 'b' } }, { labels: { [name]: 'x' } }, undefined)
  expect(patched).toEqual({ labels: { a: 'b', [name]: 'x' } })
  expect(strategicMergePatch(patched, { labels: { [name]: null } }, undefined)).toEqual({ labels: { a: 'b' } })
})

test.each([
  ['replaces a map', { m: { a: 1, b: 2 } }, { m: { $patch: 'replace', c: 3 } }, { m: { c: 3 } }],
  ['empties a map', { m: { a: 1 } }, { m: { $patch: 'delete' } }, { m: {} }],
  ['merges when told to', { m: { a: 1 } }, { m: { $patch: 'merge', b: 2 } }, { m: { a: 1, b: 2 } }],
  [
    'keeps only some keys',
    { m: { a: 1, b: 2, c: 3 } },
    { m: { $retainKeys: ['a', 'd'], d: 4 } },
    { m: { a: 1, d: 4 } },
  ],
  ['replaces a list without a merge key', { l: [1, 2] }, { l: [3] }, { l: [3] }],
  ['removes what is not there', { a: 1 }, { b: null }, { a: 1 }],
  ['puts a map in the place of a text', { a: 'text' }, { a: { b: 1 } }, { a: { b: 1 } }],
  [
    'takes values out of a list',
    { l: ['a', 'b', 'c'] },
    { '$deleteFromPrimitiveList/l': ['b', 'x'] },
    { l: ['a', 'c'] },
  ],
  ['takes nothing out of what is no list', { l: 'a' }, { '$deleteFromPrimitiveList/l': ['a'] }, { l: 'a' }],
])('%s', (_title, target, patch, result) => {
  expect(strategicMergePatch(target, patch, undefined)).toEqual(result)
})

const pod = builtinType('Pod')
const podOf = (...containers: object[]) => ({ spec: { containers } })

test.each([
  [
    'changes one container and leaves the other',
    podOf({ name: 'a', image: 'old' }, { name: 'b', image: 'b' }),
    podOf({ name: 'a', image: 'new' }),
    podOf({ name: 'a', image: 'new' }, { name: 'b', image: 'b' }),
  ],
  [
    'removes one container',
    podOf({ name: 'a' }, { name: 'b' }),
    podOf({ name: 'a', $patch: 'delete' }),
    podOf({ name: 'b' }),
  ],
  [
    'removes a container that is not there',
    podOf({ name: 'a' }),
    podOf({ name: 'x', $patch: 'delete' }),
    podOf({ name: 'a' }),
  ],
  [
    'replaces all containers',
    podOf({ name: 'a' }, { name: 'b' }),
    podOf({ name: 'c' }, { $patch: 'replace' }),
    podOf({ name: 'c' }),
  ],
  [
    'adds a variable to a container',
    podOf({ name: 'a', env: [{ name: 'X', value: '1' }] }),
    podOf({ name: 'a', env: [{ name: 'Y', value: '2' }] }),
    podOf({
      name: 'a',
      env: [
        { name: 'Y', value: '2' },
        { name: 'X', value: '1' },
      ],
    }),
  ],
  [
    'puts containers in another order',
    podOf({ name: 'a' }, { name: 'b' }),
    { spec: { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] } },
    podOf({ name: 'b' }, { name: 'a' }),
  ],
  [
    'adds a finalizer once',
    { metadata: { finalizers: ['a.io/x'] } },
    { metadata: { finalizers: ['a.io/x', 'a.io/y'] } },
    { metadata: { finalizers: ['a.io/x', 'a.io/y'] } },
  ],
  [
    'takes a finalizer away',
    { metadata: { finalizers: ['a.io/x', 'a.io/y'] } },
    { metadata: { '$deleteFromPrimitiveList/finalizers': ['a.io/x'] } },
    { metadata: { finalizers: ['a.io/y'] } },
  ],
  ['makes the list that a pod has not', {}, podOf({ name: 'a' }), podOf({ name: 'a' })],
])('%s', (_title, target, patch, result) => {
  expect(strategicMergePatch(target, patch, pod)).toEqual(result)
})

test.each([
  [
    { $patch: 'wrong', b: [1, null], a: { x: true } },
    'unknown patch type: wrong in map: map[$patch:wrong a:map[x:true] b:[1 <nil>]]',
  ],
  [podOf({ image: 'x' }), 'map: map[image:x] does not contain declared merge key: name'],
  [{ spec: { containers: ['a'] } }, 'map: a does not contain declared merge key: name'],
])('%j is refused in the words of the real server', (patch, message) => {
  expect(() => strategicMergePatch({}, patch, pod)).toThrow(new ApiFailure(500, undefined, message))
})
