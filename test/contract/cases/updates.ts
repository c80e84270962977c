import { get, post, put, type Cases } from '../case.ts'
import { aMap, aPlanet, aPod, aThing, maps, planets, pods, secrets, things } from '../definitions.ts'

export const updates: Cases = {
  'a config map': [post(maps, aMap('a')), put(`${maps}/a`, aMap('a', { b: '2' })), get(`${maps}/a`)],
  'with the right resource version': [
    post(maps, aMap('a')),
    put(`${maps}/a`, aMap('a', {}, { resourceVersion: '{1.metadata.resourceVersion}' })),
  ],
  'with an old resource version': [
    post(maps, aMap('a')),
    put(`${maps}/a`, aMap('a', { b: '2' })),
    put(`${maps}/a`, aMap('a', {}, { resourceVersion: '{1.metadata.resourceVersion}' })),
  ],
  'with an old resource version, of a custom resource': [
    post(things, aThing('a')),
    put(`${things}/a`, aThing('a', { word: 'abc' }, { resourceVersion: '{1.metadata.resourceVersion}' })),
    put(`${things}/a`, aThing('a', { word: 'abd' }, { resourceVersion: '{1.metadata.resourceVersion}' })),
  ],
  'with a resource version that is none': [
    post(maps, aMap('a')),
    put(`${maps}/a`, aMap('a', {}, { resourceVersion: 'x' })),
  ],
  'a custom resource without a resource version': [
    post(things, aThing('a')),
    put(`${things}/a`, aThing('a', { word: 'abc' })),
  ],
  'with resource version 0': [post(maps, aMap('a')), put(`${maps}/a`, aMap('a', {}, { resourceVersion: '0' }))],
  'with another uid': [post(maps, aMap('a')), put(`${maps}/a`, aMap('a', {}, { uid: 'other' }))],
  'with another uid, of a custom resource': [
    post(things, aThing('a')),
    put(`${things}/a`, aThing('a', {}, { uid: 'other', resourceVersion: '{1.metadata.resourceVersion}' })),
  ],
  'with the right uid': [post(maps, aMap('a')), put(`${maps}/a`, aMap('a', {}, { uid: '{1.metadata.uid}' }))],
  'with another name': [post(maps, aMap('a')), put(`${maps}/a`, aMap('b'))],
  'without a name': [post(maps, aMap('a')), put(`${maps}/a`, { data: { x: 'y' } })],
  'with another namespace': [post(maps, aMap('a')), put(`${maps}/a`, aMap('a', {}, { namespace: 'other' }))],
  'of one that is not there': [put(`${maps}/a`, aMap('a'))],
  'of a custom resource that is not there': [put(`${things}/a`, aThing('a'))],
  'of a custom resource that is not there, with a resource version': [
    put(`${things}/a`, aThing('a', {}, { resourceVersion: '1' })),
  ],
  'that changes nothing': [
    post(maps, aMap('a')),
    put(`${maps}/a`, aMap('a')),
    put(`${maps}/a`, '{"metadata":{"name":"a"},"data":{"a":"1"},"kind":"ConfigMap"}'),
  ],
  'that changes what only the server sets': [
    post(maps, aMap('a')),
    put(`${maps}/a`, aMap('a', {}, { creationTimestamp: '2001-01-01T00:00:00Z', generation: 7, selfLink: '/x' })),
  ],
  'that sets a deletion timestamp': [
    post(maps, aMap('a')),
    put(`${maps}/a`, aMap('a', {}, { deletionTimestamp: '2001-01-01T00:00:00Z' })),
  ],
  'the generation counts changes of the spec': [
    post(things, aThing('a', { word: 'abc' })),
    put(`${things}/a`, aThing('a', { word: 'abd' }, { resourceVersion: '{1.metadata.resourceVersion}' })),
    put(
      `${things}/a`,
      aThing('a', { word: 'abd' }, { resourceVersion: '{2.metadata.resourceVersion}', labels: { a: 'b' } }),
    ),
  ],
  'the generation counts any change without a status of its own': [
    post(planets, aPlanet('a')),
    put(`${planets}/a`, {
      ...aPlanet('a', { status: { seen: true } }),
      metadata: { name: 'a', resourceVersion: '{1.metadata.resourceVersion}' },
    }),
  ],
  'an immutable config map': [
    post(maps, { ...aMap('a'), immutable: true }),
    put(`${maps}/a`, { ...aMap('a', { b: '2' }), immutable: true }),
    put(`${maps}/a`, aMap('a')),
    put(`${maps}/a`, { ...aMap('a', { a: '1' }, { labels: { x: 'y' } }), immutable: true }),
  ],
  'an immutable secret': [
    post(secrets, { metadata: { name: 'a' }, stringData: { a: '1' }, immutable: true }),
    put(`${secrets}/a`, { metadata: { name: 'a' }, stringData: { a: '2' }, immutable: true }),
    put(`${secrets}/a`, { metadata: { name: 'a' }, stringData: { a: '1' } }),
  ],
  'the type of a secret': [
    post(secrets, { metadata: { name: 'a' } }),
    put(`${secrets}/a`, { metadata: { name: 'a' }, type: 'other.test/x' }),
  ],
  'the image of a pod': [
    post(pods, aPod('a')),
    put(`${pods}/a`, aPod('a', { containers: [{ name: 'main', image: 'example.test/other:2' }] })),
  ],
  'the command of a pod': [
    post(pods, aPod('a')),
    put(`${pods}/a`, aPod('a', { containers: [{ name: 'main', image: 'example.test/image:1', command: ['x'] }] })),
  ],
  'to a kind that does not fit': [post(maps, aMap('a')), put(`${maps}/a`, { kind: 'Secret', metadata: { name: 'a' } })],
  'of the whole collection': [put(maps, aMap('a'))],
}
