import type { ServerResponse } from 'node:http'
import { beforeEach, describe, expect, test } from 'vitest'
import type { GastownError } from '../../../src/errors.ts'
import { connectWith } from '../../../src/kube/connect.ts'
import { configMaps, namespaces, pods, secrets } from '../../../src/kube/resources.ts'
import { statusCodeOf } from '../../../src/kube/transport/status-error.ts'
import { openedForEach } from '../../support/opened.ts'
import { type Act, hang, json, scriptedServer, status } from '../../support/servers/scripted-server.ts'

const server = openedForEach(scriptedServer, (one) => one[Symbol.asyncDispose]())

const client = (options: object = {}, path = '') =>
  connectWith({ server: server.url + path }, { fieldManager: 'me', env: {}, requestTimeoutSeconds: 10, ...options })
const last = () => {
  const { method, path, query, body, headers } = server.asked.at(-1) ?? {}
  return {
    request: `${method} ${path}`,
    query: Object.fromEntries(query ?? []),
    type: headers?.['content-type'],
    body: body ? (JSON.parse(body) as unknown) : undefined,
  }
}
const strict = { fieldManager: 'me', fieldValidation: 'Strict' }

describe('what each call asks', () => {
  beforeEach(() => server.script(json({ kind: 'ConfigMap', metadata: { name: 'a' } })))
  const a = { metadata: { name: 'a', namespace: 'n' } }
  const whole = { apiVersion: 'v1', kind: 'ConfigMap', ...a }

  test('get, with a path in front', async () => {
    expect(await client({}, '/k8s/clusters/c-1').get(configMaps, 'a', 'n')).toMatchObject({ kind: 'ConfigMap' })
    expect(last().request).toBe('GET /k8s/clusters/c-1/api/v1/namespaces/n/configmaps/a')
  })

  test('get of metadata only, of a server that knows no such form too', async () => {
    await client().get(configMaps, 'a', 'n', { metadataOnly: true })
    expect(server.asked.at(-1)?.headers.accept).toBe(
      'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io, application/json',
    )
  })

  test('create', async () => {
    await client().create(configMaps, a, { dryRun: true })
    expect(last()).toEqual({
      request: 'POST /api/v1/namespaces/n/configmaps',
      query: { ...strict, dryRun: 'All' },
      type: 'application/json',
      body: whole,
    })
  })

  test('replace', async () => {
    await client().replace(configMaps, a)
    expect(last()).toMatchObject({ request: 'PUT /api/v1/namespaces/n/configmaps/a', query: strict, body: whole })
  })

  test('merge and JSON patches, of the status too', async () => {
    await client().mergePatch(pods, 'a', 'n', { status: {} }, { subresource: 'status', fieldManager: 'other' })
    expect(last()).toEqual({
      request: 'PATCH /api/v1/namespaces/n/pods/a/status',
      query: { ...strict, fieldManager: 'other' },
      type: 'application/merge-patch+json',
      body: { status: {} },
    })
    await client().jsonPatch(namespaces, 'a', undefined, [{ op: 'remove', path: '/x' }])
    expect(last()).toMatchObject({
      request: 'PATCH /api/v1/namespaces/a',
      type: 'application/json-patch+json',
      body: [{ op: 'remove', path: '/x' }],
    })
  })

  test('apply', async () => {
    await client().apply(configMaps, a, { force: true })
    expect(last()).toEqual({
      request: 'PATCH /api/v1/namespaces/n/configmaps/a',
      query: { ...strict, force: 'true' },
      type: 'application/apply-patch+yaml',
      body: whole,
    })
  })

  test('remove', async () => {
    await client().remove(configMaps, 'a', 'n', { graceSeconds: 5, uid: 'u' })
    expect(last()).toMatchObject({
      request: 'DELETE /api/v1/namespaces/n/configmaps/a',
      body: { kind: 'DeleteOptions', gracePeriodSeconds: 5, preconditions: { uid: 'u' } },
    })
  })

  test('list and table, with selectors', async () => {
    server.script(json({ metadata: { resourceVersion: '7' }, items: [{ metadata: { name: 'a' } }] }))
    expect(await client().list(configMaps, { labelSelector: 'a=b', fieldSelector: 'metadata.name=x' })).toEqual({
      resourceVersion: '7',
      items: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }],
    })
    expect(last()).toMatchObject({ query: { labelSelector: 'a=b', fieldSelector: 'metadata.name=x', limit: '500' } })
    const columns = [{ name: 'Name', type: 'string', priority: 0 }]
    server.script(json({ kind: 'Table', columnDefinitions: columns, rows: [{ cells: ['a'] }] }))
    expect(await client().table(configMaps, { namespace: 'n' })).toEqual({ columns, rows: [['a']] })
    expect(last().query).toEqual({ includeObject: 'None', limit: '2000' })
    const page = (cell: string, token?: string) =>
      json({ kind: 'Table', metadata: { continue: token }, columnDefinitions: columns, rows: [{ cells: [cell] }] })
    server.script(page('a', 'more'), page('b'))
    expect((await client().table(configMaps)).rows).toEqual([['a'], ['b']])
    expect(last().query).toMatchObject({ continue: 'more' })
    expect(server.asked.at(-1)?.headers.accept).toMatch(/as=Table/)
  })

  test('raw', async () => {
    server.script((answer) => void answer.end('ok'))
    expect(await client().raw('/readyz')).toBe('ok')
  })

  test.each(['', '..', 'a/b', 'a%2fb'])('a name that would be another path is refused: %j', async (name) => {
    await expect(client().get(configMaps, name, 'n')).rejects.toMatchObject({ kind: 'invalid' })
    expect(server.asked).toEqual([])
  })
})

describe('errors', () => {
  test.each([
    [400, 'invalid'],
    [401, 'denied'],
    [403, 'denied'],
    [404, 'not-found'],
    [409, 'conflict'],
    [422, 'invalid'],
    [429, 'unreachable'],
    [500, 'unreachable'],
    [503, 'unreachable'],
  ])('%i is %s, and has the Status as its cause', async (code, kind) => {
    server.script(status(code, 'Why', 'the message', { 'retry-after': '0' }))
    const error: unknown = await client()
      .get(configMaps, 'a', 'n')
      .catch((error: unknown) => error)
    expect(error).toMatchObject({ kind, cause: { code, status: { reason: 'Why', message: 'the message' } } })
    expect(statusCodeOf(error)).toBe(code)
  })

  test('every cause is a problem', async () => {
    const causes = [
      { field: 'spec.a', message: 'Required value', reason: 'FieldValueRequired' },
      { field: 'spec.b', message: 'must be 1', reason: 'FieldValueInvalid' },
    ]
    const details = { name: 'a', kind: 'ConfigMap', causes }
    server.script(json({ kind: 'Status', code: 422, reason: 'Invalid', message: 'long', details }, 422))
    await expect(client().create(configMaps, { metadata: { namespace: 'n' } })).rejects.toMatchObject({
      message: 'ConfigMap "a" is invalid',
      problems: [
        { field: 'spec.a', message: 'Required value' },
        { field: 'spec.b', message: 'must be 1' },
      ],
    })
  })

  test('a kind that is not served, and an object that is not there', async () => {
    server.script((answer) => void answer.writeHead(404).end('404 page not found'))
    await expect(client().list(configMaps, { labelSelector: 'a' })).rejects.toMatchObject({
      kind: 'not-found',
      message: `${server.url} does not serve /api/v1/configmaps`,
    })
    const details = { name: 'a', kind: 'configmaps' }
    server.script(json({ kind: 'Status', code: 404, message: 'configmaps "a" not found', details }, 404))
    await expect(client().get(configMaps, 'a', 'n')).rejects.toThrow('configmaps "a" not found')
  })

  test('unknown fields are problems', async () => {
    const words = 'strict decoding error: unknown field "spec.x", unknown field "y"'
    server.script(status(400, 'BadRequest', words))
    await expect(client().create(configMaps, { metadata: { namespace: 'n' } })).rejects.toMatchObject({
      problems: [{ field: 'spec.x' }, { field: 'y' }],
    })
  })

  test('what a Secret holds is not repeated, in plain text or base64', async () => {
    const plain = 'hunter2-"quoted"'
    const data = Buffer.from(plain).toString('base64')
    server.script(status(400, 'BadRequest', `cannot use ${plain} or ${data}`))
    const error: unknown = await client()
      .create(secrets, {
        metadata: { name: 'a', namespace: 'n' },
        data: { x: data },
        stringData: { y: plain },
      } as object)
      .catch((error: unknown) => error)
    expect(error).toMatchObject({
      message: 'cannot use (hidden) or (hidden)',
      cause: { message: 'cannot use (hidden) or (hidden)' },
    })
  })

  test('a page of something else', async () => {
    server.script((answer) => void answer.writeHead(502).end('<html><h1>Bad  gateway</h1></html>'))
    await expect(client().get(configMaps, 'a', 'n')).rejects.toThrow(`${server.url} returned 502: Bad gateway`)
    server.script((answer) => void answer.end('<html>log in</html>'))
    await expect(client().get(configMaps, 'a', 'n')).rejects.toMatchObject({ kind: 'unreachable' })
  })

  test('nobody listens', async () => {
    const dead = await scriptedServer()
    await dead[Symbol.asyncDispose]()
    const nobody = connectWith({ server: dead.url }, { fieldManager: 'me', env: {} })
    await expect(nobody.raw('/')).rejects.toMatchObject({
      kind: 'unreachable',
      message: `cannot reach ${dead.url}: connection refused`,
    })
  })

  test('no response in time', async () => {
    server.script(() => undefined)
    await expect(client({ requestTimeoutSeconds: 0.05 }).raw('/')).rejects.toThrow('did not respond within 0.05 s')
    server.script(hang('half an ans'))
    await expect(client({ requestTimeoutSeconds: 0.05 }).raw('/')).rejects.toThrow('did not respond within 0.05 s')
  })

  test('the signal ends a call, before and while it runs', async () => {
    server.script(hang())
    const controller = new AbortController()
    const call = client().get(configMaps, 'a', 'n', { signal: controller.signal })
    await server.requests(1)
    controller.abort()
    await expect(call).rejects.toMatchObject({ kind: 'interrupted' })
    await expect(client().raw('/', { signal: controller.signal })).rejects.toMatchObject({ kind: 'interrupted' })
  })
})

/** Drops the connection instead of answering, as a server does that has closed it while it was free. */
const drop: Act = (_: ServerResponse, { socket }) => void socket.destroy()

describe('one connection', () => {
  const ok = json({ metadata: { name: 'a' } })

  test('is kept', async () => {
    server.script(ok)
    const kept = client()
    for (let i = 0; i < 5; i += 1) await kept.get(configMaps, 'a', 'n')
    expect(new Set(server.asked.map(({ socket }) => socket)).size).toBe(1)
  })

  test.each<[string, (kept: ReturnType<typeof client>) => Promise<unknown>, boolean]>([
    ['a read', (kept) => kept.get(configMaps, 'a', 'n'), true],
    ['an apply', (kept) => kept.apply(configMaps, { metadata: { name: 'a', namespace: 'n' } }), true],
    ['a guarded delete', (kept) => kept.remove(configMaps, 'a', 'n', { uid: 'u' }), true],
    ['a create', (kept) => kept.create(configMaps, { metadata: { name: 'a', namespace: 'n' } }), false],
    ['a guarded patch', (kept) => kept.mergePatch(configMaps, 'a', 'n', { metadata: { resourceVersion: '1' } }), false],
  ])('that went stale: %s is sent again: %#', async (_, call, again) => {
    server.script(ok, drop, ok)
    const kept = client()
    await kept.get(configMaps, 'a', 'n')
    const outcome = await call(kept).then(
      () => 'done',
      (error: GastownError) => error.kind,
    )
    expect(outcome).toBe(again ? 'done' : 'unreachable')
    expect(server.asked.length).toBe(again ? 3 : 2)
  })

  test('a fresh connection that is dropped is an error at once', async () => {
    server.script(drop)
    await expect(client().raw('/')).rejects.toMatchObject({ kind: 'unreachable' })
    expect(server.asked.length).toBe(1)
  })
})

test('429 and a 5xx with Retry-After are asked again, writes too', async () => {
  server.script(
    status(429, 'TooManyRequests', 'x', { 'retry-after': '0' }),
    status(503, 'x', 'x', { 'retry-after': '0' }),
    json({ metadata: { name: 'a' } }, 201),
  )
  await client().create(configMaps, { metadata: { name: 'a', namespace: 'n' } })
  expect(server.asked.length).toBe(3)
})

test('an answer without an end is not believed', async () => {
  server.script((answer, { socket }) => {
    answer.writeHead(200, { 'content-length': '1000' })
    answer.write('{"metadata":{}}', () => socket.destroySoon())
  })
  await expect(client().get(configMaps, 'a', 'n')).rejects.toMatchObject({ kind: 'unreachable' })
})
