import { del, get, json, mergePatch, post, put, type Cases } from '../case.ts'
import { aMap, aPod, aThing, maps, namespaces, pods, things } from '../definitions.ts'

const held = { finalizers: ['contract.test/hold'] }
const zero = '00000000-0000-4000-8000-000000000000'

export const deletion: Cases = {
  'a config map': [post(maps, aMap('a')), del(`${maps}/a`), get(`${maps}/a`)],
  'a custom resource': [post(things, aThing('a')), del(`${things}/a`), get(`${things}/a`)],
  'one that is not there': [del(`${maps}/a`)],
  'a custom resource that is not there': [del(`${things}/a`)],
  twice: [post(maps, aMap('a')), del(`${maps}/a`), del(`${maps}/a`)],
  'with the right uid': [post(maps, aMap('a')), del(`${maps}/a`, { preconditions: { uid: '{1.metadata.uid}' } })],
  'with another uid': [post(maps, aMap('a')), del(`${maps}/a`, { preconditions: { uid: zero } })],
  'with another uid, of a custom resource': [
    post(things, aThing('a')),
    del(`${things}/a`, { preconditions: { uid: zero } }),
  ],
  'with the right resource version': [
    post(maps, aMap('a')),
    del(`${maps}/a`, { preconditions: { resourceVersion: '{1.metadata.resourceVersion}' } }),
  ],
  'with another resource version': [
    post(maps, aMap('a')),
    del(`${maps}/a`, { preconditions: { resourceVersion: '1' } }),
  ],
  'in the background': [post(maps, aMap('a')), del(`${maps}/a?propagationPolicy=Background`)],
  'in the background, asked in the body': [
    post(maps, aMap('a')),
    del(`${maps}/a`, { propagationPolicy: 'Background' }),
  ],
  'with an unknown propagation': [post(maps, aMap('a')), del(`${maps}/a?propagationPolicy=Sideways`)],
  'with both kinds of propagation': [
    post(maps, aMap('a')),
    del(`${maps}/a`, { propagationPolicy: 'Background', orphanDependents: false }),
  ],
  'with a negative grace period': [post(maps, aMap('a')), del(`${maps}/a?gracePeriodSeconds=-5`)],
  'with a grace period that is no number': [post(maps, aMap('a')), del(`${maps}/a?gracePeriodSeconds=soon`)],
  'with a grace period for what has none': [post(maps, aMap('a')), del(`${maps}/a`, { gracePeriodSeconds: 30 })],
  'with options of a kind': [
    post(maps, aMap('a')),
    del(`${maps}/a`, { apiVersion: 'v1', kind: 'DeleteOptions', gracePeriodSeconds: 0 }),
  ],
  'with options of another kind': [post(maps, aMap('a')), del(`${maps}/a`, { apiVersion: 'v1', kind: 'ConfigMap' })],
  'with an unknown option': [post(maps, aMap('a')), del(`${maps}/a`, { unknown: true })],
  'with options that are no JSON': [post(maps, aMap('a')), del(`${maps}/a`, '{')],
  'with an empty body': [post(maps, aMap('a')), del(`${maps}/a`, '')],
  'of the whole collection without a namespace': [del('/api/v1/configmaps')],
  'a namespace that may not go': [del(`${namespaces}/default`), del(`${namespaces}/kube-system`)],
  'a pod without a node goes at once': [post(pods, aPod('a')), del(`${pods}/a`), get(`${pods}/a`)],
}

export const finalizers: Cases = {
  'hold an object until they are gone': [
    post(maps, aMap('a', {}, held)),
    del(`${maps}/a`),
    get(`${maps}/a`),
    mergePatch(`${maps}/a`, { metadata: { finalizers: null } }),
    get(`${maps}/a`),
  ],
  'hold a custom resource, whose generation then counts': [
    post(things, aThing('a', {}, held)),
    del(`${things}/a`),
    mergePatch(`${things}/a`, { metadata: { finalizers: [] } }),
    get(`${things}/a`),
  ],
  'hold it at a second deletion': [post(maps, aMap('a', {}, held)), del(`${maps}/a`), del(`${maps}/a`)],
  'go with a PUT': [
    post(things, aThing('a', {}, held)),
    del(`${things}/a`),
    put(`${things}/a`, aThing('a', {}, { resourceVersion: '{2.metadata.resourceVersion}' })),
    get(`${things}/a`),
  ],
  'cannot be added on the way out': [
    post(maps, aMap('a', {}, held)),
    del(`${maps}/a`),
    mergePatch(`${maps}/a`, { metadata: { finalizers: ['contract.test/hold', 'contract.test/more'] } }),
  ],
  'cannot be added to a custom resource on the way out': [
    post(things, aThing('a', {}, held)),
    del(`${things}/a`),
    mergePatch(`${things}/a`, { metadata: { finalizers: ['contract.test/hold', 'contract.test/more'] } }),
  ],
  'one of two may go': [
    post(maps, aMap('a', {}, { finalizers: ['contract.test/one', 'contract.test/two'] })),
    del(`${maps}/a`),
    mergePatch(`${maps}/a`, { metadata: { finalizers: ['contract.test/two'] } }),
  ],
  'an object on the way out can be changed': [
    post(things, aThing('a', {}, held)),
    del(`${things}/a`),
    mergePatch(`${things}/a`, { spec: { word: 'abc' } }),
  ],
  'an object on the way out keeps its name': [post(maps, aMap('a', {}, held)), del(`${maps}/a`), post(maps, aMap('a'))],
  'the deletion timestamp cannot be changed': [
    post(things, aThing('a', {}, held)),
    del(`${things}/a`),
    mergePatch(`${things}/a`, { metadata: { deletionTimestamp: '2001-01-01T00:00:00Z' } }),
    mergePatch(`${things}/a`, { metadata: { deletionTimestamp: null, deletionGracePeriodSeconds: 77 } }),
  ],
  'deletion in the foreground waits': [post(maps, aMap('a', {}, held)), del(`${maps}/a?propagationPolicy=Foreground`)],
  'deletion that orphans waits': [post(maps, aMap('a', {}, held)), del(`${maps}/a?propagationPolicy=Orphan`)],
}

const placed = { nodeName: 'contract-nowhere' }

export const grace: Cases = {
  'a pod on a node ends by and by': [post(pods, aPod('a', placed)), del(`${pods}/a`), get(`${pods}/a`)],
  'as long as the pod says': [post(pods, aPod('a', { ...placed, terminationGracePeriodSeconds: 5 })), del(`${pods}/a`)],
  'as long as the request says': [post(pods, aPod('a', placed)), del(`${pods}/a`, { gracePeriodSeconds: 7 })],
  'as long as the query says': [post(pods, aPod('a', placed)), del(`${pods}/a?gracePeriodSeconds=8`)],
  'none ends it at once': [
    post(pods, aPod('a', placed)),
    del(`${pods}/a`, { gracePeriodSeconds: 0 }),
    get(`${pods}/a`),
  ],
  'a second deletion shortens it': [
    post(pods, aPod('a', placed)),
    del(`${pods}/a`, { gracePeriodSeconds: 20 }),
    del(`${pods}/a`, { gracePeriodSeconds: 10 }),
    del(`${pods}/a`, { gracePeriodSeconds: 15 }),
    del(`${pods}/a`),
    del(`${pods}/a`, { gracePeriodSeconds: 0 }),
  ],
  'a pod that has ended goes at once': [
    post(pods, aPod('a', placed)),
    mergePatch(`${pods}/a/status`, { status: { phase: 'Succeeded' } }, json),
    mergePatch(`${pods}/a/status`, { status: { phase: 'Succeeded' } }),
    del(`${pods}/a`),
  ],
  'a pod with a finalizer outlives its grace': [
    post(pods, aPod('a', placed, held)),
    del(`${pods}/a`, { gracePeriodSeconds: 0 }),
    get(`${pods}/a`),
  ],
}

export const dryRun: Cases = {
  creating: [post(`${maps}?dryRun=All`, aMap('a')), get(`${maps}/a`)],
  'creating a custom resource': [post(`${things}?dryRun=All`, aThing('a', { word: 'abc' })), get(`${things}/a`)],
  'creating with a made name': [post(`${maps}?dryRun=All`, { metadata: { generateName: 'made-' } })],
  'creating what is invalid': [post(`${things}?dryRun=All`, aThing('a', { word: 'bad' }))],
  'creating what is there': [post(maps, aMap('a')), post(`${maps}?dryRun=All`, aMap('a'))],
  replacing: [post(maps, aMap('a')), put(`${maps}/a?dryRun=All`, aMap('a', { b: '2' })), get(`${maps}/a`)],
  patching: [post(maps, aMap('a')), mergePatch(`${maps}/a?dryRun=All`, { data: { b: '2' } }), get(`${maps}/a`)],
  deleting: [post(maps, aMap('a')), del(`${maps}/a?dryRun=All`), get(`${maps}/a`)],
  'deleting, asked in the body': [post(maps, aMap('a')), del(`${maps}/a`, { dryRun: ['All'] }), get(`${maps}/a`)],
  'deleting a custom resource with a finalizer': [
    post(things, aThing('a', {}, held)),
    del(`${things}/a?dryRun=All`),
    get(`${things}/a`),
  ],
  'of an unknown kind': [post(`${maps}?dryRun=Some`, aMap('a'))],
  'of an unknown kind, deleting': [post(maps, aMap('a')), del(`${maps}/a?dryRun=Some`)],
  empty: [post(`${maps}?dryRun=`, aMap('a')), get(`${maps}/a`)],
}

export const deleteCollection: Cases = {
  all: [post(things, aThing('a')), post(things, aThing('b')), del(things), get(things)],
  'of a built-in kind, by labels': [
    post(maps, aMap('a', {}, { labels: { x: '1' } })),
    post(maps, aMap('b', {}, { labels: { x: '2' } })),
    del(`${maps}?labelSelector=x=1`),
    get(`${maps}?labelSelector=x`),
  ],
  'by name': [
    post(things, aThing('a')),
    post(things, aThing('b')),
    del(`${things}?fieldSelector=metadata.name=a`),
    get(things),
  ],
  'with finalizers': [
    post(things, aThing('a', {}, held)),
    post(things, aThing('b')),
    del(things),
    get(things),
    mergePatch(`${things}/a`, { metadata: { finalizers: null } }),
  ],
  none: [del(`${things}?labelSelector=x=1`)],
  'a dry run': [post(things, aThing('a')), del(`${things}?dryRun=All`), get(things)],
  'of namespaces': [del(`${namespaces}?labelSelector=contract=none`)],
  'with options in the body': [post(things, aThing('a')), del(things, { propagationPolicy: 'Background' })],
  'with a bad selector': [del(`${things}?labelSelector=a in`)],
}
