import { applyPatch, get, json, mergePatch, post, put, type Cases, type Step } from '../case.ts'
import { aMap, aPod, aThing, group, maps, pods, things } from '../definitions.ts'

const by = (manager: string, force = false) => `fieldManager=${manager}${force ? '&force=true' : ''}`

function thing(manager: string, spec: object, force = false): Step {
  return applyPatch(`${things}/a?${by(manager, force)}`, {
    apiVersion: `${group}/v1`,
    kind: 'Thing',
    metadata: { name: 'a' },
    spec,
  })
}

function map(manager: string, data: object, force = false): Step {
  return applyPatch(`${maps}/a?${by(manager, force)}`, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'a' },
    data,
  })
}

export const apply: Cases = {
  creates: [map('one', { a: '1' }), get(`${maps}/a`)],
  'creates a custom resource': [thing('one', { word: 'abc', parts: [{ name: 'x' }], tags: ['t'] })],
  'again, the same': [map('one', { a: '1' }), map('one', { a: '1' })],
  'again, less': [map('one', { a: '1', b: '2' }), map('one', { a: '1' })],
  'again, more': [map('one', { a: '1' }), map('one', { a: '1', b: '2' })],
  'again, another value': [map('one', { a: '1' }), map('one', { a: '2' })],
  'another manager, other fields': [map('one', { a: '1' }), map('two', { b: '2' })],
  'another manager, the same field and value': [map('one', { a: '1' }), map('two', { a: '1' }), map('one', {})],
  'another manager, another value': [map('one', { a: '1' }), map('two', { a: '2' })],
  'another manager, by force': [map('one', { a: '1', b: '1' }), map('two', { a: '2' }, true)],
  'conflicts on several fields': [thing('one', { word: 'abc', count: 1 }), thing('two', { word: 'abd', count: 2 })],
  'conflicts with two managers': [
    thing('one', { word: 'abc' }),
    thing('two', { count: 1 }),
    thing('three', { word: 'abd', count: 2 }),
  ],
  'conflicts with an update': [post(maps, aMap('a', { a: '1' })), map('one', { a: '2' })],
  'the same value as an update': [post(maps, aMap('a', { a: '1' })), map('one', { a: '1' }), map('one', {})],
  'an update takes a field over': [
    map('one', { a: '1', b: '1' }),
    put(`${maps}/a?fieldManager=two`, aMap('a', { a: '2', b: '1' })),
    map('one', { a: '1', b: '1' }),
  ],
  'an update drops a field': [map('one', { a: '1', b: '1' }), put(`${maps}/a?fieldManager=two`, aMap('a', { a: '1' }))],
  'a patch takes a field over': [
    thing('one', { word: 'abc', count: 1 }),
    mergePatch(`${things}/a?fieldManager=two`, { spec: { count: 2 } }),
    thing('one', { word: 'abc' }),
  ],
  'items of a list by key': [
    thing('one', { parts: [{ name: 'x', weight: 1 }] }),
    thing('two', { parts: [{ name: 'y', weight: 2 }] }),
    thing('one', { parts: [{ name: 'z' }] }),
  ],
  'a conflict in an item': [
    thing('one', { parts: [{ name: 'x', weight: 1 }] }),
    thing('two', { parts: [{ name: 'x', weight: 2 }] }),
  ],
  'members of a set': [
    thing('one', { tags: ['a', 'b'] }),
    thing('two', { tags: ['c', 'b'] }),
    thing('one', { tags: [] }),
  ],
  'an atomic map': [
    thing('one', { pair: { left: 'x' } }),
    thing('two', { pair: { right: 'y' } }),
    thing('two', { pair: { right: 'y' } }, true),
  ],
  'a list that is replaced': [
    thing('one', { names: ['na', 'nb'] }),
    thing('two', { names: ['nc'] }),
    thing('one', { names: ['nc'] }),
  ],
  'a free object': [thing('one', { free: { a: { b: 1 } } }), thing('two', { free: { a: { c: 2 } } })],
  'gives up a field that nobody else has': [thing('one', { word: 'abc', count: 1 }), thing('one', { count: 1 })],
  'gives up a field with a default': [thing('one', { size: 'Large' }), thing('one', {})],
  'gives up a whole map': [
    thing('one', { labels: { a: '1' }, word: 'abc' }),
    thing('two', { labels: { b: '2' } }),
    thing('one', { word: 'abc' }),
    thing('two', {}),
  ],
  'labels and annotations': [
    applyPatch(`${maps}/a?${by('one')}`, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a', labels: { x: '1' }, annotations: { y: '2' }, finalizers: ['contract.test/a'] },
    }),
    applyPatch(`${maps}/a?${by('one')}`, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a', labels: { x: '1' } },
    }),
  ],
  'a pod': [
    applyPatch(
      `${pods}/a?${by('one')}`,
      aPod('a', { nodeSelector: { a: 'b' }, tolerations: [{ key: 'k', operator: 'Exists' }] }),
    ),
    applyPatch(`${pods}/a?${by('two')}`, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'a' },
      spec: { containers: [{ name: 'main', image: 'example.test/image:2' }] },
    }),
  ],
  'of the status': [
    post(things, aThing('a')),
    applyPatch(`${things}/a/status?${by('one')}`, {
      apiVersion: `${group}/v1`,
      kind: 'Thing',
      metadata: { name: 'a' },
      status: { phase: 'x' },
    }),
    applyPatch(`${things}/a/status?${by('two')}`, {
      apiVersion: `${group}/v1`,
      kind: 'Thing',
      metadata: { name: 'a' },
      status: { phase: 'y' },
    }),
  ],
  'of the status of one that is not there': [
    applyPatch(`${things}/a/status?${by('one')}`, {
      apiVersion: `${group}/v1`,
      kind: 'Thing',
      metadata: { name: 'a' },
      status: { phase: 'x' },
    }),
  ],
  'as YAML': [
    applyPatch(`${maps}/a?${by('one')}`, 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: "1"\n'),
  ],
  'as YAML that is none': [applyPatch(`${maps}/a?${by('one')}`, 'a: [')],
  'without a manager': [applyPatch(`${maps}/a`, { apiVersion: 'v1', kind: 'ConfigMap' })],
  'with a manager that is too long': [map('m'.repeat(129), { a: '1' })],
  'with a manager of control characters': [
    applyPatch(`${maps}/a?fieldManager=a%01`, { apiVersion: 'v1', kind: 'ConfigMap' }),
  ],
  'without a kind': [applyPatch(`${maps}/a?${by('one')}`, { data: {} })],
  'without a name': [applyPatch(`${maps}/a?${by('one')}`, { apiVersion: 'v1', kind: 'ConfigMap' })],
  'of another kind': [applyPatch(`${maps}/a?${by('one')}`, { apiVersion: 'v1', kind: 'Secret' })],
  'of another version': [applyPatch(`${things}/a?${by('one')}`, { apiVersion: `${group}/v2`, kind: 'Thing' })],
  'of another name': [
    applyPatch(`${maps}/a?${by('one')}`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'b' } }),
  ],
  'of another namespace': [
    applyPatch(`${maps}/a?${by('one')}`, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a', namespace: 'other' },
    }),
  ],
  'with managed fields': [
    map('one', { a: '1' }),
    applyPatch(`${maps}/a?${by('one')}`, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a', managedFields: [{ manager: 'x' }] },
    }),
  ],
  'with a resource version': [
    map('one', { a: '1' }),
    applyPatch(`${maps}/a?${by('one')}`, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a', resourceVersion: '{1.metadata.resourceVersion}' },
      data: { a: '2' },
    }),
    applyPatch(`${maps}/a?${by('one')}`, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a', resourceVersion: '{1.metadata.resourceVersion}' },
      data: { a: '3' },
    }),
  ],
  'with a uid': [
    map('one', { a: '1' }),
    applyPatch(`${maps}/a?${by('one')}`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', uid: 'x' } }),
  ],
  'with a uid of one that is not there': [
    applyPatch(`${maps}/a?${by('one')}`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', uid: 'x' } }),
  ],
  'with an unknown field': [thing('one', { other: 1, count: 2 })],
  'with an unknown field of a built-in kind': [
    applyPatch(`${maps}/a?${by('one')}`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, other: 1 }),
  ],
  'with an unknown field, strictly': [
    applyPatch(`${things}/a?${by('one')}&fieldValidation=Strict`, {
      apiVersion: `${group}/v1`,
      kind: 'Thing',
      metadata: { name: 'a' },
      spec: { other: 1 },
    }),
  ],
  'what is invalid': [thing('one', { word: 'bad' }), thing('one', { count: 0 })],
  'of another type': [map('one', { a: 5 }), thing('one', { word: 5 })],
  'an item without its key': [thing('one', { parts: [{ weight: 1 }] })],
  'two items of one key': [thing('one', { parts: [{ name: 'x' }, { name: 'x' }] })],
  'a dry run': [
    applyPatch(`${maps}/a?${by('one')}&dryRun=All`, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a' },
      data: { a: '1' },
    }),
    get(`${maps}/a`),
  ],
  'force that is no truth value': [
    applyPatch(`${maps}/a?fieldManager=one&force=maybe`, { apiVersion: 'v1', kind: 'ConfigMap' }),
  ],
  'force of another patch': [post(maps, aMap('a')), mergePatch(`${maps}/a?force=true`, { data: {} })],
  'with null': [thing('one', { word: 'abc', note: null }), thing('one', { word: null })],
  'a list': [applyPatch(`${maps}/a?${by('one')}`, [])],
}

export const managedFields: Cases = {
  'of an update with a manager': [
    post(`${maps}?fieldManager=one`, aMap('a')),
    put(`${maps}/a?fieldManager=two`, aMap('a', { b: '2' })),
  ],
  'of the client program': [
    post(maps, aMap('a'), { ...json, 'user-agent': 'tool/2.0 (linux)' }),
    mergePatch(`${maps}/a`, { data: { b: '2' } }, { 'user-agent': 'other' }),
  ],
  'of a client program without a name': [post(maps, aMap('a'), { ...json, 'user-agent': '' })],
  'of metadata': [
    post(maps, aMap('a', {}, { labels: { a: 'b' }, annotations: { c: 'd' }, finalizers: ['contract.test/a'] })),
  ],
  'of owner references': [
    post(maps, aMap('owner')),
    post(
      maps,
      aMap(
        'a',
        {},
        { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: '{1.metadata.uid}' }] },
      ),
    ),
  ],
  'of a custom resource': [
    post(
      things,
      aThing('a', {
        parts: [{ name: 'x', weight: 1 }],
        tags: ['t'],
        names: ['na'],
        pair: { left: 'l' },
        free: { a: 1 },
      }),
    ),
  ],
  'of a pod': [post(pods, aPod('a', { tolerations: [{ key: 'a', operator: 'Exists' }], nodeSelector: { a: 'b' } }))],
  'of the status': [post(things, aThing('a')), mergePatch(`${things}/a/status`, { status: { phase: 'x' } })],
  'of a removal': [
    post(maps, aMap('a', { a: '1', b: '2' })),
    mergePatch(`${maps}/a`, { data: { a: null } }),
    mergePatch(`${maps}/a?fieldManager=other`, { data: { b: null } }),
  ],
  'of two that write one field': [
    post(`${maps}?fieldManager=one`, aMap('a', { a: '1', b: '1' })),
    mergePatch(`${maps}/a?fieldManager=two`, { data: { a: '2' } }),
    mergePatch(`${maps}/a?fieldManager=two`, { data: { b: '1' } }),
  ],
  'cannot be written': [
    post(maps, aMap('a', {}, { managedFields: [{ manager: 'x' }] })),
    post(maps, aMap('b')),
    mergePatch(`${maps}/b`, { metadata: { managedFields: [{ manager: 'x', operation: 'Update' }] } }),
  ],
  'can be cleared': [
    post(maps, aMap('a')),
    mergePatch(`${maps}/a`, { metadata: { managedFields: [{}] } }),
    mergePatch(`${maps}/a`, { data: { c: '1' } }),
  ],
  'that an update leaves out stay': [
    post(maps, aMap('a')),
    put(`${maps}/a?fieldManager=two`, { ...aMap('a', { a: '2' }), metadata: { name: 'a' } }),
  ],
  'with a manager that is too long': [post(`${maps}?fieldManager=${'m'.repeat(129)}`, aMap('a'))],
  'with a manager of control characters': [post(`${maps}?fieldManager=a%01`, aMap('a'))],
  'a change of nothing leaves them': [
    post(`${maps}?fieldManager=one`, aMap('a', { a: '1' })),
    mergePatch(`${maps}/a?fieldManager=two`, { data: { a: '1' } }),
  ],
}
