import { get, jsonPatch, mergePatch, post, put, strategicPatch, type Cases } from '../case.ts'
import { aPlanet, aPod, aThing, maps, aMap, namespaces, planets, pods, things } from '../definitions.ts'

const version = (answer: number) => ({ resourceVersion: `{${answer}.metadata.resourceVersion}` })

export const status: Cases = {
  'is written by its own path': [
    post(things, aThing('a')),
    put(`${things}/a/status`, { ...aThing('a', {}, version(1)), status: { phase: 'Ready' } }),
    get(`${things}/a`),
    get(`${things}/a/status`),
  ],
  'and nothing else is': [
    post(things, aThing('a')),
    put(`${things}/a/status`, {
      ...aThing('a', { word: 'abc' }, { ...version(1), labels: { a: 'b' }, annotations: { c: 'd' } }),
      status: { phase: 'Ready' },
    }),
  ],
  'is not written by the other path': [
    post(things, aThing('a')),
    put(`${things}/a`, { ...aThing('a', {}, version(1)), status: { phase: 'Ready' } }),
    mergePatch(`${things}/a`, { status: { phase: 'Ready' }, spec: { count: 2 } }),
  ],
  'by a merge patch': [
    post(things, aThing('a')),
    mergePatch(`${things}/a/status`, { status: { phase: 'Ready', ready: 1 }, spec: { count: 9 } }),
    mergePatch(`${things}/a/status`, { status: { ready: null } }),
  ],
  'by a JSON patch': [
    post(things, aThing('a')),
    jsonPatch(`${things}/a/status`, [{ op: 'add', path: '/status', value: { phase: 'Ready' } }]),
  ],
  'is removed': [
    post(things, aThing('a')),
    mergePatch(`${things}/a/status`, { status: { phase: 'Ready' } }),
    mergePatch(`${things}/a/status`, { status: null }),
  ],
  'is validated': [
    post(things, aThing('a')),
    mergePatch(`${things}/a/status`, { status: { ready: 10 } }),
    mergePatch(`${things}/a/status`, { status: { phase: 5 } }),
  ],
  'unknown fields are pruned': [
    post(things, aThing('a')),
    mergePatch(`${things}/a/status`, { status: { phase: 'x', other: 1 } }),
  ],
  'does not count generations': [
    post(things, aThing('a')),
    mergePatch(`${things}/a/status`, { status: { phase: 'x' } }),
    mergePatch(`${things}/a/status`, { status: { phase: 'y' } }),
  ],
  'labels cannot be changed with it': [
    post(things, aThing('a')),
    mergePatch(`${things}/a/status`, { metadata: { labels: { x: 'y' } }, status: { phase: 'x' } }),
  ],
  'with an old resource version': [
    post(things, aThing('a')),
    mergePatch(`${things}/a/status`, { status: { phase: 'x' } }),
    put(`${things}/a/status`, { ...aThing('a', {}, version(1)), status: { phase: 'y' } }),
  ],
  'without a resource version': [
    post(things, aThing('a')),
    put(`${things}/a/status`, { ...aThing('a'), status: { phase: 'y' } }),
  ],
  'of one that is not there': [mergePatch(`${things}/a/status`, { status: { phase: 'x' } })],
  created: [post(`${things}/a/status`, aThing('a'))],
  'where there is none': [
    post(planets, aPlanet('a')),
    get(`${planets}/a/status`),
    mergePatch(`${planets}/a/status`, {}),
  ],
  'of a config map': [post(maps, aMap('a')), get(`${maps}/a/status`)],
  'of a pod': [
    post(pods, aPod('a')),
    strategicPatch(`${pods}/a/status`, {
      status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
    }),
    strategicPatch(`${pods}/a/status`, { status: { conditions: [{ type: 'Other', status: 'False' }] } }),
  ],
  'of a pod, with labels': [
    post(pods, aPod('a')),
    strategicPatch(`${pods}/a/status`, { metadata: { labels: { x: 'y' } }, status: { phase: 'Running' } }),
  ],
  'of a pod, by the other path': [post(pods, aPod('a')), strategicPatch(`${pods}/a`, { status: { phase: 'Running' } })],
  'of a namespace': [
    post(namespaces, { metadata: { name: '{ns}-status' } }),
    get(`${namespaces}/{ns}-status/status`),
    mergePatch(`${namespaces}/{ns}-status/status`, { metadata: { annotations: { x: 'y' } } }),
  ],
}
