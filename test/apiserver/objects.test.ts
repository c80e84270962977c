import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { apply, jsonPatch, merge, openServer, strategic, type Answer, type TestServer } from './a-server.ts'

let server: TestServer
let folder: string
let count = 0
let maps: string
let base: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gastown-apiserver-'))
  server = await openServer(folder)
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  base = `/api/v1/namespaces/n${++count}`
  maps = `${base}/configmaps`
  await server.ask('POST', '/api/v1/namespaces', { metadata: { name: `n${count}` } })
})

const aMap = { metadata: { name: 'a' }, data: { x: '1' } }

test('gives a new object what only the server knows', async () => {
  const { code, body } = await server.ask('POST', maps, {
    metadata: { name: 'a', uid: 'mine', generation: 9, deletionTimestamp: '2020-01-01T00:00:00Z', labels: null },
  })
  expect(code).toBe(201)
  expect(body).toEqual({
    kind: 'ConfigMap',
    apiVersion: 'v1',
    metadata: {
      name: 'a',
      namespace: `n${count}`,
      // As Kubernetes has it: of a kind without generations nobody looks at it.
      generation: 9,
      uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      resourceVersion: expect.stringMatching(/^\d+$/),
      creationTimestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    },
  })
})

test('makes names', async () => {
  const { body } = await server.ask('POST', maps, { metadata: { generateName: 'gg-' } })
  expect(body.metadata.name).toMatch(/^gg-[a-z0-9]{5}$/)
})

const failures: [string, unknown, Record<string, string>, number, string, string][] = [
  ['/a', undefined, {}, 404, 'NotFound', 'configmaps "a" not found'],
  [
    '',
    { metadata: { name: 'A_b' } },
    {},
    422,
    'Invalid',
    `ConfigMap "A_b" is invalid: metadata.name: Invalid value: "A_b": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`,
  ],
  [
    '',
    {},
    {},
    422,
    'Invalid',
    'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required',
  ],
  [
    '',
    { metadata: { name: 'b', namespace: 'other' } },
    {},
    400,
    'BadRequest',
    'the namespace of the provided object does not match the namespace sent on the request',
  ],
  [
    '',
    { metadata: { name: 'b' }, data: { x: 1 } },
    {},
    400,
    'BadRequest',
    'ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.data of type string',
  ],
  [
    '?fieldValidation=Strict',
    '{"metadata":{"name":"b","foo":1},"dat":{},"kind":"ConfigMap","kind":"ConfigMap"}',
    {},
    400,
    'BadRequest',
    'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "metadata.foo", unknown field "dat", duplicate field "kind"',
  ],
  [
    '?dryRun=Foo',
    { metadata: { name: 'b' } },
    {},
    422,
    'Invalid',
    'CreateOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: ["Foo"]: supported values: "All"',
  ],
  [
    '',
    '{bad',
    {},
    400,
    'BadRequest',
    "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: invalid character 'b' looking for beginning of object key string ({bad)",
  ],
  [
    '',
    'x',
    { 'content-type': 'text/plain' },
    415,
    'UnsupportedMediaType',
    'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
  ],
  [
    '',
    { metadata: { name: 'b', finalizers: [null] } },
    {},
    400,
    'BadRequest',
    'ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal null into Go struct field ObjectMeta.metadata.finalizers of type string',
  ],
]

test.each(failures)('answers %s %j as Kubernetes does', async (path, body, headers, code, reason, message) => {
  const answer = await server.ask(body === undefined ? 'GET' : 'POST', maps + path, body, headers)
  expect(answer.body).toMatchObject({ kind: 'Status', status: 'Failure', code, reason, message })
  expect(answer.code).toBe(code)
})

test('says what exists already, and where there is no namespace', async () => {
  await server.ask('POST', maps, aMap)
  expect((await server.ask('POST', maps, aMap)).body).toMatchObject({
    message: 'configmaps "a" already exists',
    reason: 'AlreadyExists',
    details: { name: 'a', kind: 'configmaps' },
    code: 409,
  })
  const answer = await server.ask('POST', '/api/v1/namespaces/nonesuch/configmaps', aMap)
  expect(answer.body).toMatchObject({ code: 404, message: 'namespaces "nonesuch" not found' })
})

test('a dry run changes nothing', async () => {
  const { body } = await server.ask('POST', `${maps}?dryRun=All`, aMap)
  expect(body.metadata.uid).toBeDefined()
  expect((await server.ask('GET', `${maps}/a`)).code).toBe(404)
  await server.ask('POST', maps, aMap)
  await server.ask('PATCH', `${maps}/a?dryRun=All`, { data: { x: '2' } }, merge)
  await server.ask('DELETE', `${maps}/a?dryRun=All`)
  expect((await server.ask('GET', `${maps}/a`)).body.data).toEqual({ x: '1' })
})

test('warns of unknown fields, unless told to ignore them', async () => {
  const body = { metadata: { name: 'a' }, dat: 1 }
  const warned = await server.ask('POST', `${maps}?dryRun=All`, body)
  expect(warned.headers.warning).toBe('299 - "unknown field \\"dat\\""')
  expect(warned.body.dat).toBeUndefined()
  const ignored = await server.ask('POST', `${maps}?dryRun=All&fieldValidation=Ignore`, body)
  expect(ignored.headers.warning).toBeUndefined()
})

const versionIn = ({ body }: Answer) => Number(body.metadata?.resourceVersion)

describe('while others write, so that commits grow', () => {
  let others: Promise<void>[]
  let enough: AbortController
  beforeEach(() => {
    enough = new AbortController()
    const write = async (name: string) => {
      for (let value = 0; !enough.signal.aborted; value++)
        await server.ask('POST', maps, { metadata: { name: `${name}${value}` } })
    }
    others = Array.from({ length: 24 }, (_, index) => write(`other-${index}-`))
  })
  afterEach(async () => {
    enough.abort()
    await Promise.all(others)
  })

  test('who is told that an object exists, or that nothing changed, finds it as told', async () => {
    for (let round = 0; round < 20; round++) {
      const path = `${maps}/r${round}`
      const found = await Promise.all(
        Array.from({ length: 4 }, async () => {
          const { code } = await server.ask('POST', maps, { metadata: { name: `r${round}` } })
          const before = await server.ask('GET', path)
          const patched = await server.ask('PATCH', path, { data: { x: '1' } }, merge)
          const after = await server.ask('GET', path)
          return [code, before.code, versionIn(after) >= versionIn(patched)]
        }),
      )
      expect(found.toSorted()).toEqual([[201, 200, true], ...Array.from({ length: 3 }, () => [409, 200, true])])
    }
  })
})

test('of two writers with one version, one gets a conflict', async () => {
  const { body } = await server.ask('POST', maps, aMap)
  const writes = ['2', '3'].map((x) => server.ask('PUT', `${maps}/a`, { ...body, data: { x } }))
  const answers = await Promise.all(writes)
  expect(answers.map(({ code }) => code).toSorted()).toEqual([200, 409])
  expect(answers.find(({ code }) => code === 409)?.body.message).toBe(
    'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
  )
  const stale = { metadata: { resourceVersion: body.metadata.resourceVersion }, data: { y: '1' } }
  expect((await server.ask('PATCH', `${maps}/a`, stale, merge)).code).toBe(409)
})

test('writing what is there already writes nothing', async () => {
  const { body } = await server.ask('POST', maps, aMap)
  const { body: patched } = await server.ask('PATCH', `${maps}/a`, { data: { x: '1' } }, merge)
  expect(patched.metadata.resourceVersion).toBe(body.metadata.resourceVersion)
})

test('patches by JSON patch, and refuses what cannot be done', async () => {
  await server.ask('POST', maps, aMap)
  const patch = [
    { op: 'test', path: '/data/x', value: '1' },
    { op: 'add', path: '/data/a~1b', value: '2' },
  ]
  const refused = await server.ask('PATCH', `${maps}/a`, patch, jsonPatch)
  expect(refused.body.message).toContain('a valid config key must consist of alphanumeric characters')
  const failed = await server.ask('PATCH', `${maps}/a`, [{ op: 'remove', path: '/data/nope' }], jsonPatch)
  expect(failed.body).toMatchObject({
    code: 422,
    message: 'the server rejected our request due to an error in our request',
  })
})

const configuration = (data: object) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data })

test('apply makes what is missing, and merges into what is there', async () => {
  expect((await server.ask('PATCH', `${maps}/a`, configuration({}), apply)).body.message).toBe(
    'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
  )
  const path = `${maps}/a?fieldManager=me`
  expect((await server.ask('PATCH', path, configuration({ x: '1' }), apply)).code).toBe(201)
  const other = await server.ask('PATCH', `${maps}/a?fieldManager=you`, configuration({ y: '2' }), apply)
  expect(other).toMatchObject({ code: 200, body: { data: { x: '1', y: '2' } } })
  const yaml = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  z: |\n    text\n'
  expect((await server.ask('PATCH', path, yaml, apply)).body.data.z).toBe('text\n')
})

test('preconditions guard a deletion', async () => {
  await server.ask('POST', maps, aMap)
  const answer = await server.ask('DELETE', `${maps}/a`, { preconditions: { uid: 'x' } })
  expect(answer.body.message).toContain('the UID in the precondition (x) does not match the UID in record')
  expect((await server.ask('DELETE', `${maps}/a`, { preconditions: { resourceVersion: '1' } })).code).toBe(409)
  expect((await server.ask('DELETE', `${maps}/a`)).body).toMatchObject({ kind: 'Status', status: 'Success' })
})

test('a collection is deleted by selector', async () => {
  for (const name of ['a', 'b', 'c']) {
    await server.ask('POST', maps, { metadata: { name, labels: { keep: name === 'c' ? 'yes' : 'no' } } })
  }
  await server.ask('DELETE', `${maps}?labelSelector=keep%3Dno`)
  expect((await server.ask('GET', maps)).body.items.map((item: typeof aMap) => item.metadata.name)).toEqual(['c'])
})

test('secrets are encoded, and their type does not change', async () => {
  const path = `${base}/secrets`
  const created = await server.ask('POST', path, {
    metadata: { name: 's' },
    stringData: { a: 'b' },
    data: { c: 'YQ==' },
  })
  expect(created.body).toMatchObject({ data: { a: 'Yg==', c: 'YQ==' }, type: 'Opaque' })
  expect(created.body.stringData).toBeUndefined()
  expect((await server.ask('PATCH', `${path}/s`, { type: 'x' }, merge)).body.message).toBe(
    'Secret "s" is invalid: type: Invalid value: "x": field is immutable',
  )
  expect((await server.ask('POST', path, { metadata: { name: 't' }, data: { c: '!!' } })).code).toBe(400)
})

test('a body that is too large is refused, and the answer arrives', async () => {
  const answer = await server.ask('POST', maps, 'x'.repeat(3 * 1024 * 1024 + 1))
  expect(answer.body).toMatchObject({ code: 413, message: 'Request entity too large: limit is 3145728' })
})

test('names that every JavaScript object knows are ordinary names', async () => {
  const text = '{"metadata":{"name":"a","labels":{"constructor":"x"}},"data":{"__proto__":"1","toString":"2"}}'
  const { body } = await server.ask('POST', maps, text)
  expect(Object.keys(body.data).toSorted()).toEqual(['__proto__', 'toString'])
  expect((await server.ask('GET', `${maps}?labelSelector=constructor`)).body.items).toHaveLength(1)
  expect((await server.ask('GET', `${maps}?labelSelector=toString`)).body.items).toHaveLength(0)
})

test('a namespace takes its objects along, and waits for those that are held', async () => {
  const pod = { metadata: { name: 'p', finalizers: ['a/b'] }, spec: { containers: [{ name: 'c', image: 'x' }] } }
  await server.ask('POST', maps, aMap)
  await server.ask('POST', `${base}/pods`, pod)
  expect((await server.ask('DELETE', base)).body.status.phase).toBe('Terminating')
  const late = await server.ask('POST', maps, { metadata: { name: 'late' } })
  expect(late.body).toMatchObject({ code: 403, details: { causes: [{ reason: 'NamespaceTerminating' }] } })
  expect((await server.ask('GET', `${maps}/a`)).code).toBe(404)
  await server.ask('PATCH', `${base}/pods/p`, { metadata: { finalizers: null } }, merge)
  expect((await server.ask('GET', base)).code).toBe(404)
  expect((await server.ask('DELETE', '/api/v1/namespaces/default')).code).toBe(403)
})

test('leases need a version to be overwritten', async () => {
  const path = `/apis/coordination.k8s.io/v1/namespaces/n${count}/leases`
  const lease = { metadata: { name: 'l' }, spec: { holderIdentity: 'me', leaseDurationSeconds: 5 } }
  await server.ask('POST', path, lease)
  expect((await server.ask('PUT', `${path}/l`, lease)).body.message).toBe(
    'leases.coordination.k8s.io "l" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
  )
})

test('strategic merge patches change items by their key', async () => {
  const containers = [
    { name: 'a', image: 'x:1' },
    { name: 'b', image: 'y:1' },
  ]
  await server.ask('POST', `${base}/pods`, { metadata: { name: 'p' }, spec: { containers } })
  const patch = { spec: { containers: [{ name: 'b', image: 'y:2' }] } }
  const { body } = await server.ask('PATCH', `${base}/pods/p`, patch, strategic)
  expect(body.spec.containers.map(({ image }: { image: string }) => image)).toEqual(['x:1', 'y:2'])
  expect(body.metadata.generation).toBe(2)
})
