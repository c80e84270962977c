import { expect, test } from 'vitest'
import { merged } from '../../../src/apiserver/ownership/merge.ts'
import { jsonPatch } from '../../../src/apiserver/patch/json.ts'
import { mergePatch } from '../../../src/apiserver/patch/merge.ts'
import { strategicMergePatch } from '../../../src/apiserver/patch/strategic.ts'
import { builtinType } from '../../../src/apiserver/builtin/type-notation.ts'

test.each([
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  [{ a: 'x' }, ['c'], ['c']],
])('merge patch: %j + %j = %j', (target, patch, result) => {
  expect(mergePatch(target, patch)).toEqual(result)
})

test.each([
  [{ a: [1, 2] }, [{ op: 'add', path: '/a/1', value: 9 }], { a: [1, 9, 2] }],
  [{ a: [1] }, [{ op: 'add', path: '/a/-', value: 2 }], { a: [1, 2] }],
  [{ a: 1 }, [{ op: 'add', path: '', value: { b: 1 } }], { b: 1 }],
  // As Kubernetes reads an operation whose value is left out.
  [{ a: 1 }, [{ op: 'replace', path: '/a' }], { a: null }],
  [{}, [{ op: 'add', path: '/a' }], { a: null }],
  [
    { 'a/b': 1, '~': 2 },
    [
      { op: 'remove', path: '/a~1b' },
      { op: 'replace', path: '/~0', value: 3 },
    ],
    { '~': 3 },
  ],
  [
    { a: { b: 1 } },
    [
      { op: 'copy', from: '/a', path: '/c' },
      { op: 'add', path: '/c/b', value: 2 },
    ],
    { a: { b: 1 }, c: { b: 2 } },
  ],
  [{ a: [1, 2, 3] }, [{ op: 'move', from: '/a/0', path: '/a/2' }], { a: [2, 3, 1] }],
  [
    { a: { x: [1] } },
    [
      { op: 'test', path: '/a', value: { x: [1] } },
      { op: 'replace', path: '/a/x/0', value: 5 },
    ],
    { a: { x: [5] } },
  ],
])('JSON patch: %j + %j = %j', (target, patch, result) => {
  expect(jsonPatch(target, patch)).toEqual(result)
})

test.each([
  [{ op: 'remove', path: '/nope' }],
  [{ op: 'replace', path: '/nope/x', value: 1 }],
  [{ op: 'test', path: '/a', value: [2] }],
  [{ op: 'add', path: '/a/2', value: 1 }],
  [{ op: 'add', path: '/a/01', value: 1 }],
  [{ op: 'add', path: '/x/y', value: 1 }],
  [{ op: 'remove', path: '/a/1' }],
  [{ op: 'copy', from: '/toString', path: '/b' }],
  [{ op: 'nonsense', path: '/a' }],
  [{ op: 'add', path: 'a', value: 1 }],
])('JSON patch refuses %j', (operation) => {
  expect(() => jsonPatch({ a: [1] }, [operation])).toThrow('the server rejected our request')
})

const pod = builtinType('Pod')
const spec = (fields: object) => ({ spec: fields })
const two = [
  { name: 'a', image: '1' },
  { name: 'b', image: '2' },
]

test.each([
  [
    'changes by key',
    spec({ containers: two }),
    spec({ containers: [{ name: 'b', image: '3' }] }),
    spec({ containers: [two[0], { name: 'b', image: '3' }] }),
  ],
  ['adds, in front', spec({ containers: [two[1]] }), spec({ containers: [two[0]] }), spec({ containers: two })],
  [
    'deletes',
    spec({ containers: two }),
    spec({ containers: [{ name: 'a', $patch: 'delete' }] }),
    spec({ containers: [two[1]] }),
  ],
  [
    'replaces a list',
    spec({ containers: two }),
    spec({ containers: [{ $patch: 'replace' }, two[0]] }),
    spec({ containers: [two[0]] }),
  ],
  [
    'replaces a list without keys',
    spec({ tolerations: [{ key: 'a' }] }),
    spec({ tolerations: [{ key: 'b' }] }),
    spec({ tolerations: [{ key: 'b' }] }),
  ],
  [
    'orders',
    spec({ containers: two }),
    spec({ '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] }),
    spec({ containers: two.toReversed() }),
  ],
  [
    'keeps only what is retained',
    spec({ volumes: [{ name: 'v', emptyDir: {} }] }),
    spec({ volumes: [{ name: 'v', hostPath: { path: '/' }, $retainKeys: ['name', 'hostPath'] }] }),
    spec({ volumes: [{ name: 'v', hostPath: { path: '/' } }] }),
  ],
  [
    'unites finalizers',
    { metadata: { finalizers: ['a/b'] } },
    { metadata: { finalizers: ['c/d', 'a/b'] } },
    { metadata: { finalizers: ['c/d', 'a/b'] } },
  ],
  [
    'takes finalizers out',
    { metadata: { finalizers: ['a/b', 'c/d'] } },
    { metadata: { '$deleteFromPrimitiveList/finalizers': ['a/b'] } },
    { metadata: { finalizers: ['c/d'] } },
  ],
])('strategic merge patch %s', (_, target, patch, result) => {
  expect(strategicMergePatch(structuredClone(target), patch, pod)).toEqual(result)
})

test('a strategic merge patch without the key is refused', () => {
  const patch = spec({ containers: [{ image: '1' }] })
  expect(() => strategicMergePatch(spec({}), patch, pod)).toThrow('does not contain declared merge key: name')
})

test.each([
  [
    'maps field by field',
    { metadata: { labels: { a: '1' } } },
    { metadata: { labels: { b: '2' } } },
    { metadata: { labels: { a: '1', b: '2' } } },
  ],
  [
    'lists by keys',
    spec({ containers: two }),
    spec({ containers: [{ name: 'b', args: ['x'] }] }),
    spec({ containers: [two[0], { ...two[1], args: ['x'] }] }),
  ],
  ['atomic lists whole', spec({ tolerations: [{ key: 'a' }] }), spec({ tolerations: [] }), spec({ tolerations: [] })],
  [
    'atomic maps whole',
    spec({ nodeSelector: { a: '1' } }),
    spec({ nodeSelector: { b: '2' } }),
    spec({ nodeSelector: { b: '2' } }),
  ],
  [
    'sets united',
    { metadata: { finalizers: ['a/b'] } },
    { metadata: { finalizers: ['c/d'] } },
    { metadata: { finalizers: ['a/b', 'c/d'] } },
  ],
])('apply merges %s', (_, target, applied, result) => {
  expect(merged(structuredClone(target), applied, pod)).toEqual(result)
})
