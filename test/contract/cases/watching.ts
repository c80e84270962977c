import { asMetadata, asTable, del, get, mergePatch, post, watch, type Cases, type Step } from '../case.ts'
import { aMap, aThing, maps, things } from '../definitions.ts'

const held = { finalizers: ['contract.test/hold'] }
const label = (name: string, value: string | null): Step =>
  mergePatch(`${things}/${name}`, { metadata: { labels: { x: value } } })
const from = (answer: number) => `watch=true&resourceVersion={${answer}.metadata.resourceVersion}`

export const watching: Cases = {
  'from a list on': [
    get(things),
    watch(
      `${things}?${from(1)}`,
      3,
      post(things, aThing('a')),
      mergePatch(`${things}/a`, { spec: { count: 1 } }),
      del(`${things}/a`),
    ),
  ],
  'from an object on': [post(things, aThing('a')), post(things, aThing('b')), watch(`${things}?${from(1)}`, 1)],
  'from now on, with what is there': [
    post(things, aThing('a')),
    watch(`${things}?watch=true`, 2, post(things, aThing('b'))),
  ],
  'from version 0 on': [
    post(things, aThing('a')),
    watch(`${things}?watch=true&resourceVersion=0`, 2, post(things, aThing('b'))),
  ],
  'watch=1': [
    get(things),
    watch(`${things}?watch=1&resourceVersion={1.metadata.resourceVersion}`, 1, post(things, aThing('a'))),
  ],
  'a built-in kind': [
    post(maps, aMap('a')),
    watch(`${maps}?${from(1)}`, 2, mergePatch(`${maps}/a`, { data: { b: '2' } }), del(`${maps}/a`)),
  ],
  'one by name': [
    get(things),
    watch(
      `${things}?${from(1)}&fieldSelector=metadata.name=b`,
      1,
      post(things, aThing('a')),
      post(things, aThing('b')),
    ),
  ],
  'one by its path, which is only read': [post(things, aThing('a')), get(`${things}/a?watch=true`)],
  'a change of nothing': [
    post(things, aThing('a')),
    watch(
      `${things}?${from(1)}`,
      1,
      mergePatch(`${things}/a`, { spec: { size: 'Small' } }),
      mergePatch(`${things}/a`, { spec: { count: 2 } }),
    ),
  ],
  finalizers: [
    post(things, aThing('a', {}, held)),
    watch(`${things}?${from(1)}`, 2, del(`${things}/a`), mergePatch(`${things}/a`, { metadata: { finalizers: null } })),
  ],
  'comes into a selection and leaves it': [
    post(things, aThing('a')),
    watch(
      `${things}?${from(1)}&labelSelector=x=1`,
      3,
      label('a', '1'),
      mergePatch(`${things}/a`, { spec: { count: 2 } }),
      label('a', '2'),
    ),
  ],
  'is deleted within a selection': [
    post(things, aThing('a', {}, { labels: { x: '1' } })),
    post(things, aThing('b')),
    watch(`${things}?${from(1)}&labelSelector=x=1`, 1, del(`${things}/a`), del(`${things}/b`)),
  ],
  'by a field': [
    post(things, aThing('a')),
    watch(
      `${things}?${from(1)}&fieldSelector=spec.count=7`,
      2,
      mergePatch(`${things}/a`, { spec: { count: 7 } }),
      mergePatch(`${things}/a`, { spec: { count: 8 } }),
    ),
  ],
  'a status': [
    post(things, aThing('a')),
    watch(`${things}?${from(1)}`, 1, mergePatch(`${things}/a/status`, { status: { phase: 'x' } })),
  ],
  'a whole collection that is deleted': [
    post(things, aThing('a')),
    post(things, aThing('b')),
    watch(`${things}?${from(2)}`, 2, { ...del(things), part: (body) => body.items.length }),
  ],
  'as a table': [
    post(things, aThing('a')),
    { ...watch(`${things}?${from(1)}`, 2, post(things, aThing('b')), del(`${things}/b`)), headers: asTable },
  ],
  'as a table without objects': [
    post(things, aThing('a')),
    { ...watch(`${things}?${from(1)}&includeObject=None`, 1, post(things, aThing('b'))), headers: asTable },
  ],
  'as metadata': [
    post(things, aThing('a')),
    { ...watch(`${things}?${from(1)}`, 1, post(things, aThing('b'))), headers: asMetadata },
  ],
  'with the initial events': [
    post(things, aThing('a')),
    post(things, aThing('b')),
    watch(
      `${things}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`,
      4,
      post(things, aThing('c')),
    ),
  ],
  'with the initial events of a selection that is empty': [
    watch(
      `${things}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&labelSelector=x=9`,
      1,
    ),
  ],
  'with the initial events as a table': [
    post(things, aThing('a')),
    {
      ...watch(
        `${things}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&includeObject=None`,
        2,
      ),
      headers: asTable,
    },
  ],
  'with the initial events as metadata': [
    post(things, aThing('a')),
    {
      ...watch(
        `${things}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`,
        2,
      ),
      headers: asMetadata,
    },
  ],
  'with the initial events, without a match': [
    watch(`${things}?watch=true&sendInitialEvents=true&allowWatchBookmarks=true`, 1),
  ],
  'with the initial events, without bookmarks': [
    watch(`${things}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&timeoutSeconds=1`, undefined),
  ],
  'with the initial events of a list': [get(`${things}?sendInitialEvents=true&resourceVersionMatch=NotOlderThan`)],
  'without the initial events': [
    post(things, aThing('a')),
    watch(
      `${things}?watch=true&sendInitialEvents=false&resourceVersionMatch=NotOlderThan`,
      1,
      post(things, aThing('b')),
    ),
  ],
  'match without the initial events': [
    watch(`${things}?watch=true&resourceVersionMatch=NotOlderThan&resourceVersion=1`, 1),
  ],
  'match exactly': [watch(`${things}?watch=true&resourceVersionMatch=Exact&resourceVersion=1`, 1)],
  'from a version that is too old': [watch(`${things}?watch=true&resourceVersion=1`, 1)],
  'from a version that is none': [watch(`${things}?watch=true&resourceVersion=x`, 1)],
  'until a time': [get(things), watch(`${things}?${from(1)}&timeoutSeconds=1`, undefined, post(things, aThing('a')))],
  'until a time, with bookmarks': [
    get(things),
    watch(`${things}?${from(1)}&timeoutSeconds=4&allowWatchBookmarks=true`, undefined, post(things, aThing('a'))),
  ],
  'a time that is no number': [watch(`${things}?watch=true&timeoutSeconds=x`, 1)],
  'of what is not there': [watch('/apis/contract.gastown.test/v1/namespaces/{ns}/nothings?watch=true', 1)],
  'in a namespace that is not there': [
    watch('/apis/contract.gastown.test/v1/namespaces/contract-absent/things?watch=true&timeoutSeconds=1', undefined),
  ],
  'by the old path': [
    post(things, aThing('a')),
    watch(
      '/apis/contract.gastown.test/v1/watch/namespaces/{ns}/things?resourceVersion={1.metadata.resourceVersion}',
      1,
      post(things, aThing('b')),
    ),
  ],
}
