import { asMetadata, asMetadataList, asTable, get, post, type Cases, type Step } from '../case.ts'
import { aMap, aPod, aThing, allThings, leases, maps, namespaces, pods, secrets, things } from '../definitions.ts'

const labelled: readonly Step[] = [
  post(things, aThing('a', { size: 'Large', count: 1 }, { labels: { x: '1', tier: 'front' } })),
  post(things, aThing('b', { count: 2 }, { labels: { x: '2' } })),
  post(things, aThing('c', { count: 10 }, { labels: { tier: 'back' } })),
]

const byLabel = (selector: string): readonly Step[] => [...labelled, names(`${things}?labelSelector=${selector}`)]
const byField = (selector: string): readonly Step[] => [...labelled, names(`${things}?fieldSelector=${selector}`)]

/** Of a list only the names, of a refusal everything. */
function names(path: string): Step {
  return {
    ...get(path),
    part: (body) => body.items?.map((item: { metadata: { name: string } }) => item.metadata.name) ?? body,
  }
}

export const selectors: Cases = {
  equal: byLabel('x=1'),
  'equal, written twice': byLabel('x==1'),
  'not equal': byLabel('x!=1'),
  there: byLabel('x'),
  'not there': byLabel('!x'),
  'one of': byLabel('x in (1,2)'),
  'none of': byLabel('x notin (1)'),
  both: byLabel('x=1,tier=front'),
  'greater than': byLabel('x>1'),
  'less than': byLabel('x<2'),
  'an empty value': byLabel('x='),
  'with spaces': byLabel(' x = 1 , tier '),
  encoded: byLabel('x%3D1'),
  nothing: byLabel(''),
  'only a comma': byLabel(','),
  'an unfinished set': byLabel('x in (1'),
  'a set without brackets': byLabel('x in 1'),
  'an unknown operator': byLabel('x like 1'),
  'a value that is none': byLabel('x=a b'),
  'a key that is none': byLabel('a_/b=1'),
  'a value that is too long': byLabel(`x=${'a'.repeat(64)}`),
  'greater than a text': byLabel('x>a'),
  'two operators': byLabel('x===1'),
  'an empty set': byLabel('x in ()'),
  'a key that every object of the language has': byLabel('constructor'),
  'by name': byField('metadata.name=b'),
  'by another name': byField('metadata.name!=b'),
  'by namespace': byField('metadata.namespace={ns}'),
  'by a field that may be selected': byField('spec.size=Large'),
  'by a number that may be selected': byField('spec.count=10'),
  'by an unknown field': byField('spec.word=abc'),
  'by a field without an operator': byField('metadata.name'),
  'by an empty field': byField('=x'),
  'by a field and a label': [...labelled, names(`${things}?fieldSelector=spec.count=1&labelSelector=x=1`)],
  'by an unknown field of a built-in kind': [names(`${maps}?fieldSelector=data.x=1`)],
  'by an unknown field of a pod': [names(`${pods}?fieldSelector=spec.x=1`)],
  'by the phase of a pod': [
    post(pods, aPod('a')),
    names(`${pods}?fieldSelector=status.phase=Pending`),
    names(`${pods}?fieldSelector=status.phase!=Pending`),
  ],
  'by the node of a pod': [post(pods, aPod('a')), names(`${pods}?fieldSelector=spec.nodeName=`)],
  'by the type of a secret': [
    post(secrets, { metadata: { name: 'a' }, type: 'x.test/y' }),
    post(secrets, { metadata: { name: 'b' } }),
    names(`${secrets}?fieldSelector=type=x.test/y`),
  ],
  'by a bad selector, watching': [get(`${things}?watch=true&labelSelector=a in`)],
}

const five: readonly Step[] = ['a', 'b', 'c', 'd', 'e'].map((name) => post(things, aThing(name)))

/** The list without the items' contents. */
function page(path: string): Step {
  return {
    ...get(path),
    part: (body) =>
      body.items
        ? { ...body, items: body.items.map((item: { metadata: { name: string } }) => item.metadata.name) }
        : body,
  }
}

export const paging: Cases = {
  'in pages of two': [
    ...five,
    page(`${things}?limit=2`),
    page(`${things}?limit=2&continue={6.metadata.continue}`),
    page(`${things}?limit=2&continue={7.metadata.continue}`),
  ],
  'the last page is full': [...five, page(`${things}?limit=5`)],
  'with a selector there is no count of the rest': [
    post(things, aThing('a', {}, { labels: { x: '1' } })),
    post(things, aThing('b', {}, { labels: { x: '1' } })),
    post(things, aThing('c', {}, { labels: { x: '1' } })),
    page(`${things}?limit=1&labelSelector=x=1`),
    page(`${things}?limit=1&labelSelector=x=1&continue={4.metadata.continue}`),
  ],
  'what is created meanwhile is not in later pages': [
    post(things, aThing('a')),
    post(things, aThing('c')),
    page(`${things}?limit=1`),
    post(things, aThing('b')),
    page(`${things}?limit=5&continue={3.metadata.continue}`),
  ],
  'what is deleted meanwhile is still in later pages': [
    post(things, aThing('a')),
    post(things, aThing('b')),
    page(`${things}?limit=1`),
    { method: 'DELETE', path: `${things}/b`, headers: {} },
    page(`${things}?limit=5&continue={3.metadata.continue}`),
  ],
  'with a token that is none': [page(`${things}?limit=2&continue=abc`)],
  'with a token of another version': [
    page(`${things}?limit=2&continue=${Buffer.from('{"v":"other","rv":1,"start":"a"}').toString('base64url')}`),
  ],
  'with a token that leads out': [
    page(
      `${things}?limit=2&continue=${Buffer.from('{"v":"meta.k8s.io/v1","rv":9,"start":"../a"}').toString('base64url')}`,
    ),
  ],
  'with a token and a resource version': [
    ...five,
    page(`${things}?limit=2`),
    page(`${things}?limit=2&resourceVersion=1&continue={6.metadata.continue}`),
  ],
  'with a limit that is no number': [page(`${things}?limit=x`)],
  'with a negative limit': [...five, page(`${things}?limit=-1`)],
  'with a limit of 0': [...five, page(`${things}?limit=0`)],
  'at a version': [
    post(things, aThing('a')),
    page(`${things}?resourceVersion={1.metadata.resourceVersion}`),
    page(`${things}?resourceVersion=0`),
    page(`${things}?resourceVersion={1.metadata.resourceVersion}&resourceVersionMatch=NotOlderThan`),
    page(`${things}?resourceVersion={1.metadata.resourceVersion}&resourceVersionMatch=Exact`),
  ],
  'at a version that is past': [
    post(things, aThing('a')),
    post(things, aThing('b')),
    page(`${things}?resourceVersion={1.metadata.resourceVersion}&resourceVersionMatch=Exact`),
  ],
  'match without a version': [page(`${things}?resourceVersionMatch=Exact`)],
  'match of an unknown kind': [page(`${things}?resourceVersion=1&resourceVersionMatch=Nearly`)],
  'match exactly of 0': [page(`${things}?resourceVersion=0&resourceVersionMatch=Exact`)],
  'at a version that is none': [page(`${things}?resourceVersion=x`)],
  'at a version that is yet to come': [page(`${things}?resourceVersion=999999999`)],
  'one object at a version': [
    post(maps, aMap('a')),
    get(`${maps}/a?resourceVersion={1.metadata.resourceVersion}`),
    get(`${maps}/a?resourceVersion=0`),
    get(`${maps}/a?resourceVersion=x`),
  ],
}

export const lists: Cases = {
  empty: [get(things)],
  'of built-in kinds, without their kind in the items': [
    post(maps, aMap('a', {}, { labels: { l: '1' } })),
    get(`${maps}?labelSelector=l=1`),
  ],
  'of custom resources': [post(things, aThing('a')), get(things)],
  'of all namespaces': [post(things, aThing('a')), get(allThings)],
  'in a namespace that is not there': [get('/api/v1/namespaces/contract-absent/configmaps')],
  'in order of their names': [
    post(things, aThing('b')),
    post(things, aThing('a-b')),
    post(things, aThing('a.b')),
    post(things, aThing('a')),
    names(things),
  ],
  'metadata only': [post(things, aThing('a')), get(things, asMetadataList), get(`${things}/a`, asMetadata)],
  'metadata only of a built-in kind': [
    post(maps, aMap('a', {}, { labels: { l: '1' } })),
    get(`${maps}?labelSelector=l=1`, asMetadataList),
    get(`${maps}/a`, asMetadata),
  ],
  'metadata only, wrong form': [get(things, asMetadata), post(things, aThing('a')), get(`${things}/a`, asMetadataList)],
  'as YAML': [post(things, aThing('a')), get(things, { accept: 'application/yaml' })],
  'as something else': [get(things, { accept: 'text/html' })],
  'as something else, or anything': [get(things, { accept: 'text/html, */*' })],
  'as any application type': [get(things, { accept: 'application/*' })],
  'as protobuf, of a custom resource': [get(things, { accept: 'application/vnd.kubernetes.protobuf' })],
  'as protobuf or JSON, of a custom resource': [
    get(things, { accept: 'application/vnd.kubernetes.protobuf,application/json' }),
  ],
  pretty: [post(maps, aMap('a')), get(`${maps}/a?pretty=true`)],
}

const rich = {
  count: 5,
  on: true,
  ratio: 1.5,
  when: '2001-01-01T00:00:00Z',
  names: ['na', 'nb'],
  parts: [{ name: 'x' }, { name: 'y' }],
}

export const tables: Cases = {
  'a list': [post(things, aThing('a', rich)), post(things, aThing('b')), get(things, asTable)],
  one: [post(things, aThing('a', rich)), get(`${things}/a`, asTable)],
  'with the whole objects': [post(things, aThing('a')), get(`${things}?includeObject=Object`, asTable)],
  'without objects': [post(things, aThing('a')), get(`${things}?includeObject=None`, asTable)],
  'with metadata': [post(things, aThing('a')), get(`${things}?includeObject=Metadata`, asTable)],
  'with an unknown part of the objects': [get(`${things}?includeObject=Some`, asTable)],
  empty: [get(things, asTable)],
  'in pages': [
    post(things, aThing('a')),
    post(things, aThing('b')),
    get(`${things}?limit=1&includeObject=None`, asTable),
    get(`${things}?limit=1&includeObject=None&continue={3.metadata.continue}`, asTable),
  ],
  'config maps': [post(maps, aMap('a', {}, { labels: { l: '1' } })), get(`${maps}?labelSelector=l=1`, asTable)],
  secrets: [
    post(secrets, { metadata: { name: 'a' }, stringData: { x: 'y' } }),
    get(`${secrets}/a?includeObject=None`, asTable),
  ],
  leases: [
    post(leases, { metadata: { name: 'a' }, spec: { holderIdentity: 'me' } }),
    get(`${leases}?includeObject=None`, asTable),
  ],
  'a namespace': [get(`${namespaces}/{ns}?includeObject=None`, asTable)],
  pods: [post(pods, aPod('a')), get(`${pods}?includeObject=None`, asTable)],
  'one that is not there': [get(`${things}/absent`, asTable)],
  'of a version that is none': [get(things, { accept: 'application/json;as=Table;v=v9;g=meta.k8s.io' })],
  'of the old version': [
    get(`${things}?includeObject=None`, { accept: 'application/json;as=Table;v=v1beta1;g=meta.k8s.io' }),
  ],
  'of a definition': [
    get(
      '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/things.contract.gastown.test?includeObject=None',
      asTable,
    ),
  ],
}
