import { applyPatch, del, get, json, mergePatch, only, post, put, type Cases, type Json, type Step } from '../case.ts'
import { aMap, aThing, group, maps, namespaces, things } from '../definitions.ts'

const plain = (method: string, path: string, headers = {}, body?: unknown): Step => ({ method, path, headers, body })

const kindOf = (path: string): Step => only(get(path), (body: Json) => body.kind ?? body)

export const badRequests: Cases = {
  'a body that is no JSON': [post(maps, '{'), post(things, '{')],
  'a body that is cut off': [post(maps, '{"metadata":{"name":"a"'), post(things, '{"metadata":{"name":"a"')],
  'a body with a wrong character': [post(maps, '{metadata}'), post(things, '{metadata}')],
  'a body with more after its end': [post(maps, '{"metadata":{"name":"a"}} x')],
  'an empty body': [post(maps, ''), post(things, '')],
  null: [post(maps, 'null'), post(things, 'null')],
  'a list': [post(maps, '[]'), post(things, '[]')],
  'a text': [post(maps, '"x"'), post(things, '"x"')],
  'a number': [post(maps, '5'), post(things, '5')],
  'metadata of another type': [post(maps, { metadata: 'x' }), post(things, { ...aThing('a'), metadata: 'x' })],
  'data of another type': [post(maps, { metadata: { name: 'a' }, data: 'x' })],
  'a data value of another type': [post(maps, { metadata: { name: 'a' }, data: { x: true } })],
  'a creation time that is none': [post(maps, aMap('a', {}, { creationTimestamp: 'yesterday' }))],
  'a kind of another type': [post(maps, { ...aMap('a'), kind: 5 }), post(things, { ...aThing('a'), kind: 5 })],
  'a content type that is not known': [
    post(maps, aMap('a'), { 'content-type': 'text/plain' }),
    post(things, aThing('a'), { 'content-type': 'text/plain' }),
  ],
  'a content type with a charset': [post(maps, aMap('a'), { 'content-type': 'application/json; charset=utf-8' })],
  'no content type': [post(maps, aMap('a'), {})],
  'a form': [post(maps, 'a=b', { 'content-type': 'application/x-www-form-urlencoded' })],
  'YAML that is none': [post(maps, 'a: [', { 'content-type': 'application/yaml' })],
  'YAML for a custom resource': [
    post(things, `apiVersion: ${group}/v1\nkind: Thing\nmetadata: {name: a}\nspec: {word: abc}\n`, {
      'content-type': 'application/yaml',
    }),
  ],
  'a body that is too large': [
    only(post(maps, aMap('a', { x: 'x'.repeat(3 * 1024 * 1024 + 10) })), (body: Json) => body),
  ],
  'a body that is too large for the store': [post(maps, aMap('a', { x: 'x'.repeat(1_100_000) }))],
  'a body that is too large, as a patch': [mergePatch(`${things}/a`, { spec: { word: 'x'.repeat(3 * 1024 * 1024) } })],
  'an Accept that cannot be met': [post(maps, aMap('a'), { ...json, accept: 'text/html' })],
  'a key __proto__': [post(maps, '{"metadata":{"name":"a","labels":{"__proto__x":"y"}},"data":{"__proto__":"1"}}')],
  'deep nesting': [
    post(things, aThing('a', { free: JSON.parse('{"a":'.repeat(200) + '1' + '}'.repeat(200)) as object })),
  ],
  'a number that is too large': [
    post(
      things,
      `{"apiVersion":"${group}/v1","kind":"Thing","metadata":{"name":"a"},"spec":{"count":99999999999999999999}}`,
    ),
  ],
  'text that is no UTF-8 escape': [post(maps, String.raw`{"metadata":{"name":"a"},"data":{"a":"\ud800"}}`)],
}

export const paths: Cases = {
  'unknown, at the root': [get('/nothing')],
  'unknown, below /api': [
    get('/api/v9'),
    get('/api/v1/nothings'),
    get('/api/v1/namespaces/{ns}/nothings'),
    get('/api/v1/namespaces/{ns}/nothings/a'),
  ],
  'unknown, below /apis': [
    get('/apis/nothing.test'),
    get('/apis/nothing.test/v1'),
    get(`/apis/${group}/v9`),
    get(`/apis/${group}/v1/nothings`),
  ],
  'unknown, writing': [
    post('/api/v1/namespaces/{ns}/nothings', {}),
    post(`/apis/${group}/v1/namespaces/{ns}/nothings`, {}),
    post('/nothing', {}),
  ],
  'an unknown subresource': [get(`${maps}/a/nothing`), get(`${things}/a/nothing`), put(`${maps}/a/nothing`, {})],
  'too long': [get(`${maps}/a/status/more`), get(`${things}/a/status/more`)],
  'with a slash at the end': [kindOf('/api/v1/'), kindOf(`${namespaces}/`), kindOf('/apis/')],
  'with two slashes': [get('/api//v1'), get('//api/v1')],
  'with dots': [kindOf('/api/v1/../v1'), kindOf('/api/./v1')],
  'a namespaced resource at the top': [post('/api/v1/configmaps', aMap('a')), del('/api/v1/configmaps')],
  'a namespaced object without its namespace': [get('/api/v1/configmaps/a'), get(`/apis/${group}/v1/things/a`)],
  'a cluster-scoped resource in a namespace': [
    get('/api/v1/namespaces/{ns}/nodes'),
    get(`/apis/${group}/v1/namespaces/{ns}/planets`),
  ],
  'unknown methods': [
    plain('POST', `${maps}/a`, json, '{}'),
    plain('PUT', maps, json, '{}'),
    plain('OPTIONS', maps),
    plain('TRACE', maps),
    plain('BREW', maps),
    plain('POST', `${things}/a`, json, '{}'),
    plain('PUT', things, json, '{}'),
    plain('PATCH', things, { 'content-type': 'application/merge-patch+json' }, '{}'),
  ],
  HEAD: [plain('HEAD', `${namespaces}/{ns}`), plain('HEAD', maps)],
  health: [get('/healthz'), get('/livez'), get('/readyz'), get('/livez/ping'), get('/healthz/nothing')],
  version: [
    only(get('/version'), (body: Json) => Object.keys(body).includes('gitVersion') && [body.major, body.minor]),
  ],
  'writing to what can only be read': [post('/version', {}), post('/api', {})],
  'a name that is encoded': [post(maps, aMap('a')), get(`${maps}/%61`), get(`${maps}/a%2Fb`)],
  'a query that is encoded badly': [get(`${things}?labelSelector=%zz`)],
  'an encoding that is none': [get('/api/v1/namespaces/%zz')],
  'apply to an unknown resource': [applyPatch(`/apis/${group}/v1/namespaces/{ns}/nothings/a?fieldManager=x`, {})],
}
