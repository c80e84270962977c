import { get, jsonPatch, json, mergePatch, post, strategicPatch, type Cases, type Step } from '../case.ts'
import { aMap, aPod, aThing, maps, namespaces, pods, secrets, things } from '../definitions.ts'

function onMap(...patches: object[]): readonly Step[] {
  return [post(maps, aMap('a', { a: '1', b: '2' })), jsonPatch(`${maps}/a`, patches)]
}

export const jsonPatches: Cases = {
  add: onMap({ op: 'add', path: '/data/c', value: '3' }),
  'add over what is there': onMap({ op: 'add', path: '/data/a', value: '3' }),
  'add below what is not there': onMap({ op: 'add', path: '/metadata/labels/x', value: 'y' }),
  replace: onMap({ op: 'replace', path: '/data/a', value: '3' }),
  'replace what is not there': onMap({ op: 'replace', path: '/data/x', value: '3' }),
  remove: onMap({ op: 'remove', path: '/data/a' }),
  'remove what is not there': onMap({ op: 'remove', path: '/data/x' }),
  move: onMap({ op: 'move', from: '/data/a', path: '/data/c' }),
  copy: onMap({ op: 'copy', from: '/data/a', path: '/data/c' }),
  'move what is not there': onMap({ op: 'move', from: '/data/x', path: '/data/c' }),
  'test that holds': onMap({ op: 'test', path: '/data/a', value: '1' }, { op: 'remove', path: '/data/a' }),
  'test that does not hold': onMap({ op: 'test', path: '/data/a', value: '2' }, { op: 'remove', path: '/data/a' }),
  'an unknown operation': onMap({ op: 'sort', path: '/data' }),
  'a path that is none': onMap({ op: 'add', path: 'data', value: {} }),
  'without a path': onMap({ op: 'remove' }),
  'an escaped path': [
    post(maps, aMap('a')),
    jsonPatch(`${maps}/a`, [{ op: 'add', path: '/metadata/annotations', value: { 'a.b/c': 'd' } }]),
    jsonPatch(`${maps}/a`, [{ op: 'replace', path: '/metadata/annotations/a.b~1c', value: 'e' }]),
  ],
  'items of a list': [
    post(things, aThing('a', { names: ['na', 'nb'] })),
    jsonPatch(`${things}/a`, [{ op: 'add', path: '/spec/names/-', value: 'nc' }]),
    jsonPatch(`${things}/a`, [{ op: 'remove', path: '/spec/names/0' }]),
    jsonPatch(`${things}/a`, [{ op: 'add', path: '/spec/names/9', value: 'nd' }]),
    jsonPatch(`${things}/a`, [{ op: 'replace', path: '/spec/names/1', value: 'ne' }]),
  ],
  nothing: [post(maps, aMap('a')), jsonPatch(`${maps}/a`, [])],
  'an object': [post(maps, aMap('a')), jsonPatch(`${maps}/a`, { op: 'add' })],
  'no JSON': [post(maps, aMap('a')), jsonPatch(`${maps}/a`, '[')],
  'an empty body': [post(maps, aMap('a')), jsonPatch(`${maps}/a`, '')],
  'of the name': onMap({ op: 'replace', path: '/metadata/name', value: 'b' }),
  'of the uid': onMap({ op: 'replace', path: '/metadata/uid', value: 'b' }),
  'to another type': onMap({ op: 'replace', path: '/data/a', value: 5 }),
  'to what is invalid': onMap({ op: 'add', path: '/data/a b', value: '5' }),
  'of one that is not there': [jsonPatch(`${maps}/a`, [{ op: 'remove', path: '/data' }])],
}

export const mergePatches: Cases = {
  'adds, replaces and removes': [
    post(maps, aMap('a', { a: '1', b: '2' })),
    mergePatch(`${maps}/a`, { data: { a: null, b: '3', c: '4' } }),
  ],
  'of a custom resource': [
    post(things, aThing('a', { names: ['na'], word: 'abc' })),
    mergePatch(`${things}/a`, { spec: { names: ['nb'], word: null, count: 3 } }),
  ],
  'replaces lists': [
    post(pods, aPod('a', {}, { finalizers: ['contract.test/a'] })),
    mergePatch(`${pods}/a`, { metadata: { finalizers: ['contract.test/b'] } }),
  ],
  'that changes nothing': [
    post(maps, aMap('a')),
    mergePatch(`${maps}/a`, {}),
    mergePatch(`${maps}/a`, { data: { a: '1' } }),
  ],
  'with the right resource version': [
    post(maps, aMap('a')),
    mergePatch(`${maps}/a`, { metadata: { resourceVersion: '{1.metadata.resourceVersion}' }, data: { b: '2' } }),
  ],
  'with an old resource version': [
    post(maps, aMap('a')),
    mergePatch(`${maps}/a`, { data: { b: '2' } }),
    mergePatch(`${maps}/a`, { metadata: { resourceVersion: '{1.metadata.resourceVersion}' }, data: { b: '3' } }),
  ],
  'with another uid': [post(maps, aMap('a')), mergePatch(`${maps}/a`, { metadata: { uid: 'x' } })],
  'with another name': [post(maps, aMap('a')), mergePatch(`${maps}/a`, { metadata: { name: 'x' } })],
  'with another kind': [post(maps, aMap('a')), mergePatch(`${maps}/a`, { kind: 'Secret' })],
  'with another kind, of a custom resource': [post(things, aThing('a')), mergePatch(`${things}/a`, { kind: 'Planet' })],
  'of labels and annotations': [
    post(maps, aMap('a', {}, { labels: { a: 'b', c: 'd' } })),
    mergePatch(`${maps}/a`, { metadata: { labels: { a: null }, annotations: { x: 'y' } } }),
  ],
  'to another type': [post(maps, aMap('a')), mergePatch(`${maps}/a`, { data: { a: 5 } })],
  'to another type, of a custom resource': [
    post(things, aThing('a')),
    mergePatch(`${things}/a`, { spec: { word: 5 } }),
  ],
  'a list': [post(maps, aMap('a')), mergePatch(`${maps}/a`, [])],
  'a text': [post(maps, aMap('a')), mergePatch(`${maps}/a`, '"x"')],
  null: [post(maps, aMap('a')), mergePatch(`${maps}/a`, 'null')],
  'no JSON': [post(maps, aMap('a')), mergePatch(`${maps}/a`, '{"a":')],
  'an empty body': [post(maps, aMap('a')), mergePatch(`${maps}/a`, '')],
  'of one that is not there': [mergePatch(`${maps}/a`, { data: {} })],
  'of one that is not there, of a custom resource': [mergePatch(`${things}/a`, { spec: {} })],
  'of the collection': [mergePatch(maps, {})],
  'of an unknown content type': [
    post(maps, aMap('a')),
    { ...mergePatch(`${maps}/a`, {}), headers: { 'content-type': 'application/x-patch' } },
    { ...mergePatch(`${maps}/a`, {}), headers: json },
    { ...mergePatch(`${maps}/a`, {}), headers: {} },
  ],
  'of the type of a secret': [
    post(secrets, { metadata: { name: 'a' } }),
    mergePatch(`${secrets}/a`, { type: 'x.test/y' }),
  ],
  'of a namespace': [mergePatch(`${namespaces}/{ns}`, { metadata: { labels: { x: 'y' } } }), get(`${namespaces}/{ns}`)],
}

const two = {
  containers: [
    { name: 'one', image: 'a:1' },
    { name: 'two', image: 'b:1' },
  ],
}

export const strategicPatches: Cases = {
  'merges containers by name': [
    post(pods, aPod('a', two)),
    strategicPatch(`${pods}/a`, { spec: { containers: [{ name: 'two', image: 'b:2' }] } }),
  ],
  'adds tolerations': [
    post(pods, aPod('a', { tolerations: [{ key: 'a', operator: 'Exists' }] })),
    strategicPatch(`${pods}/a`, {
      spec: {
        tolerations: [
          { key: 'a', operator: 'Exists' },
          { key: 'b', operator: 'Exists' },
        ],
      },
    }),
  ],
  'merges maps': [
    post(maps, aMap('a', { a: '1', b: '2' })),
    strategicPatch(`${maps}/a`, { data: { a: null, c: '3' } }),
  ],
  'replaces a map': [
    post(maps, aMap('a', { a: '1', b: '2' })),
    strategicPatch(`${maps}/a`, { data: { $patch: 'replace', c: '3' } }),
  ],
  'deletes a map': [
    post(maps, aMap('a', { a: '1' }, { labels: { x: 'y' } })),
    strategicPatch(`${maps}/a`, { metadata: { labels: { $patch: 'delete' } } }),
  ],
  'finalizers are united': [
    post(maps, aMap('a', {}, { finalizers: ['contract.test/a'] })),
    strategicPatch(`${maps}/a`, { metadata: { finalizers: ['contract.test/b'] } }),
  ],
  'finalizers are taken out': [
    post(maps, aMap('a', {}, { finalizers: ['contract.test/a', 'contract.test/b'] })),
    strategicPatch(`${maps}/a`, { metadata: { '$deleteFromPrimitiveList/finalizers': ['contract.test/a'] } }),
  ],
  'finalizers are put in order': [
    post(maps, aMap('a', {}, { finalizers: ['contract.test/a', 'contract.test/b'] })),
    strategicPatch(`${maps}/a`, {
      metadata: {
        '$setElementOrder/finalizers': ['contract.test/b', 'contract.test/c', 'contract.test/a'],
        finalizers: ['contract.test/c'],
      },
    }),
  ],
  'owner references are merged by uid': [
    post(maps, aMap('x')),
    post(maps, aMap('y')),
    post(
      maps,
      aMap('a', {}, { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'x', uid: '{1.metadata.uid}' }] }),
    ),
    strategicPatch(`${maps}/a`, {
      metadata: {
        ownerReferences: [
          { uid: '{1.metadata.uid}', $patch: 'delete' },
          { apiVersion: 'v1', kind: 'ConfigMap', name: 'y', uid: '{2.metadata.uid}' },
        ],
      },
    }),
  ],
  'an item without its key': [
    post(pods, aPod('a', two)),
    strategicPatch(`${pods}/a`, { spec: { containers: [{ image: 'b:2' }] } }),
  ],
  'an unknown directive': [post(maps, aMap('a')), strategicPatch(`${maps}/a`, { data: { $patch: 'mix' } })],
  'of a custom resource': [post(things, aThing('a')), strategicPatch(`${things}/a`, { spec: { count: 2 } })],
  'an unknown field': [post(maps, aMap('a')), strategicPatch(`${maps}/a`, { other: { x: 1 } })],
  'to another type': [post(maps, aMap('a')), strategicPatch(`${maps}/a`, { data: { a: 5 } })],
  'to a list': [post(maps, aMap('a')), strategicPatch(`${maps}/a`, { data: ['x'] })],
  'that changes nothing': [post(maps, aMap('a')), strategicPatch(`${maps}/a`, { data: { a: '1' } })],
  'no JSON': [post(maps, aMap('a')), strategicPatch(`${maps}/a`, '{')],
}
