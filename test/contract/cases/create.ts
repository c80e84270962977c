import { get, json, post, type Cases } from '../case.ts'
import { aMap, aPlanet, aThing, group, leases, maps, namespaces, planets, secrets, things } from '../definitions.ts'

export const create: Cases = {
  'a config map': [post(maps, aMap('a')), get(`${maps}/a`)],
  'a config map without kind': [post(maps, { metadata: { name: 'a' } })],
  'what only the server sets is replaced': [
    post(maps, {
      metadata: {
        name: 'a',
        uid: 'mine',
        generation: 9,
        selfLink: '/x',
        creationTimestamp: '2001-01-01T00:00:00Z',
        deletionTimestamp: '2001-01-01T00:00:00Z',
        deletionGracePeriodSeconds: 3,
        labels: null,
      },
    }),
  ],
  'a secret': [post(secrets, { metadata: { name: 'a' }, stringData: { x: 'y' }, data: { z: 'eg==' } })],
  'a secret whose data is no base64': [post(secrets, { metadata: { name: 'a' }, data: { x: '%%%' } })],
  'a secret of a type': [post(secrets, { metadata: { name: 'a' }, type: 'example.test/own' })],
  'a lease': [
    post(leases, {
      metadata: { name: 'a' },
      spec: { holderIdentity: 'me', leaseDurationSeconds: 15, renewTime: '2001-01-01T00:00:00.000000Z' },
    }),
  ],
  'a lease that lasts no time': [post(leases, { metadata: { name: 'a' }, spec: { leaseDurationSeconds: 0 } })],
  'a custom resource': [post(things, aThing('a', { word: 'abc' })), get(`${things}/a`)],
  'a cluster-scoped custom resource': [post(planets, aPlanet('a', { moons: 2 })), get(`${planets}/a`)],
  'a custom resource in its other version': [
    post(planets, aPlanet('a', { moons: 2 })),
    get(`/apis/${group}/v1beta1/planets/a`),
  ],
  'the same name again': [post(maps, aMap('a')), post(maps, aMap('a'))],
  'the same name again, of a custom resource': [post(things, aThing('a')), post(things, aThing('a'))],
  'with a resource version': [post(maps, aMap('a', {}, { resourceVersion: '1' }))],
  'with a status': [post(things, { ...aThing('a'), status: { phase: 'Done' } })],
  'with a status, where it is no part of its own': [post(planets, aPlanet('a', { status: { seen: true } }))],
  'in another namespace than the path': [post(maps, aMap('a', {}, { namespace: 'other' }))],
  'with the namespace of the path': [post(maps, aMap('a', {}, { namespace: '{ns}' }))],
  'a cluster-scoped one with a namespace': [
    post(planets, { ...aPlanet('a'), metadata: { name: 'a', namespace: '{ns}' } }),
  ],
  'in a namespace that is not there': [post('/api/v1/namespaces/contract-absent/configmaps', aMap('a'))],
  'a custom resource in a namespace that is not there': [
    post(`/apis/${group}/v1/namespaces/contract-absent/things`, aThing('a')),
  ],
  'a namespaced one without a namespace': [post(`/apis/${group}/v1/things`, aThing('a'))],
  'a config map without a namespace': [post('/api/v1/configmaps', aMap('a'))],
  'of another kind': [post(maps, { ...aMap('a'), kind: 'Secret' })],
  'of another version': [post(maps, { ...aMap('a'), apiVersion: 'v2' })],
  'of another group': [post(maps, { ...aMap('a'), apiVersion: 'apps/v1' })],
  'a custom resource of another kind': [post(things, { ...aThing('a'), kind: 'Planet' })],
  'a custom resource of an unknown kind': [post(things, { ...aThing('a'), kind: 'Unknown' })],
  'a custom resource of another version': [post(things, { ...aThing('a'), apiVersion: `${group}/v2` })],
  'a custom resource of another group': [post(things, { ...aThing('a'), apiVersion: 'other.test/v1' })],
  'a custom resource without kind': [post(things, { metadata: { name: 'a' } })],
  'a custom resource without apiVersion': [post(things, { kind: 'Thing', metadata: { name: 'a' } })],
  'with owner references': [
    post(maps, aMap('owner')),
    post(
      maps,
      aMap(
        'a',
        {},
        {
          ownerReferences: [
            { apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: '{1.metadata.uid}', controller: true },
          ],
        },
      ),
    ),
  ],
  'with owner references that lack fields': [
    post(maps, aMap('a', {}, { ownerReferences: [{ apiVersion: '', kind: '', name: '', uid: '' }] })),
  ],
  'with two controllers': [
    post(
      maps,
      aMap(
        'a',
        {},
        {
          ownerReferences: ['1', '2'].map((uid) => ({
            apiVersion: 'v1',
            kind: 'ConfigMap',
            name: `o${uid}`,
            uid,
            controller: true,
          })),
        },
      ),
    ),
  ],
  'with a name in the path': [post(`${maps}/a`, aMap('a'))],
  'a namespace': [post(namespaces, { metadata: { name: '{ns}-made' } }), get(`${namespaces}/{ns}-made`)],
  'an immutable config map': [post(maps, { ...aMap('a'), immutable: true })],
  'the same key in data and binaryData': [post(maps, { ...aMap('a', { k: 'v' }), binaryData: { k: 'eA==' } })],
  'as YAML': [post(maps, 'metadata: {name: a}\ndata:\n  x: "1"\n', { 'content-type': 'application/yaml' })],
  'as YAML with a wrong type': [
    post(maps, 'metadata: {name: a}\ndata:\n  x: 1\n', { 'content-type': 'application/yaml' }),
  ],
  'answered as YAML': [post(maps, aMap('a'), { ...json, accept: 'application/yaml' })],
}
