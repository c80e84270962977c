import { expect, test } from 'vitest'
import { aServer, apply, merge, strategic, type TestServer } from './a-server.ts'
import { aGizmo, definitions, gizmoDefinition, gizmos } from './gizmos.ts'

async function withGizmos(): Promise<TestServer> {
  const server = await aServer()
  await server.ask('POST', definitions, gizmoDefinition)
  return server
}

test('is served as soon as it is defined', async () => {
  const { ask } = await aServer()
  expect((await ask('GET', gizmos)).code).toBe(404)
  const { body } = await ask('POST', definitions, gizmoDefinition)
  expect(body.spec).toMatchObject({
    names: { singular: 'gizmo', listKind: 'GizmoList' },
    conversion: { strategy: 'None' },
  })
  expect(body.status.conditions.map(({ type, status }: Record<string, string>) => `${type}=${status}`)).toEqual([
    'NamesAccepted=True',
    'Established=True',
  ])
  expect((await ask('GET', gizmos)).body).toMatchObject({ kind: 'GizmoList', items: [] })
})

test('prunes and defaults', async () => {
  const { ask } = await withGizmos()
  const given = { items: [{ name: 'x' }], bogus: 1, nul: null, b: null, any: { free: { a: 1 } } }
  const { body } = await ask('POST', gizmos, { ...aGizmo('g', given), status: { phase: 'No' }, junk: 1 })
  expect(body.spec).toEqual({
    s: 'abc',
    t: 'A',
    n: 7,
    nul: null,
    items: [{ name: 'x', d: 'dd' }],
    any: { free: { a: 1 } },
  })
  expect(body).not.toHaveProperty('status')
  expect(body).not.toHaveProperty('junk')
})

const unchecked =
  '<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation'

test.each([
  [{ s: 'A1toolong' }, `[spec.s: Too long: may not be more than 5 bytes, ${unchecked}]`],
  [{ s: 'a' }, 'spec.s: Invalid value: "a": spec.s in body should be at least 2 chars long'],
  [{ s: 'AB' }, `spec.s: Invalid value: "AB": spec.s in body should match '^[a-z]+$'`],
  [{ s: undefined }, `[spec.s: Required value, ${unchecked}]`],
  [{ t: 'C' }, `[spec.t: Unsupported value: "C": supported values: "A", "B", ${unchecked}]`],
  [{ n: 0 }, 'spec.n: Invalid value: 0: spec.n in body should be greater than or equal to 1'],
  [
    { n: 101 },
    '[spec.n: Invalid value: 101: spec.n in body should be less than or equal to 100, spec: Invalid value: "object": n too big]',
  ],
  [{ n: 1.5 }, `[spec.n: Invalid value: "number": spec.n in body must be of type integer: "number", ${unchecked}]`],
  [{ n: '3' }, `[spec.n: Invalid value: "string": spec.n in body must be of type integer: "string", ${unchecked}]`],
  [{ f: 0.3 }, 'spec.f: Invalid value: 0.3: spec.f in body should be a multiple of 0.5'],
  [{ b: 'x' }, `[spec.b: Invalid value: "string": spec.b in body must be of type boolean: "string", ${unchecked}]`],
  [{ opt: { a: '12345' } }, `[spec.opt.a: Too long: may not be more than 3 bytes, ${unchecked}]`],
  [{ opt: { a: '', b: '', c: '' } }, `[spec.opt: Too many: 3: must have at most 2 items, ${unchecked}]`],
  [{ opt: {} }, 'spec: Invalid value: "object": failed rule: !has(self.opt) || size(self.opt) > 0'],
  [{ items: [] }, 'spec.items: Invalid value: 0: spec.items in body should have at least 1 items'],
  [{ items: [{}] }, `[spec.items[0].name: Required value, ${unchecked}]`],
  [{ items: [{ name: 'a' }, { name: 'a' }] }, 'spec.items[1]: Duplicate value: {"name":"a"}'],
  [{ set: ['a', 'a'] }, 'spec.set[1]: Duplicate value: "a"'],
  [
    { i: true },
    `[spec.i: Invalid value: "boolean": spec.i in body must be of type integer,string: "boolean", ${unchecked}]`,
  ],
  [{ when: 'x' }, `[spec.when: Invalid value: "x": spec.when in body must be of type date-time: "x", ${unchecked}]`],
  [{ s: 'bad' }, 'spec: Invalid value: "object": s must not be bad'],
])('refuses %j in the words of Kubernetes', async (spec, message) => {
  const { ask } = await withGizmos()
  const { code, body } = await ask('POST', gizmos, aGizmo('g', spec))
  expect(body.message).toBe(`Gizmo.probe.example "g" is invalid: ${message}`)
  expect(code).toBe(422)
})

test('strict field validation names every unknown and every doubled field', async () => {
  const { ask } = await withGizmos()
  const text =
    '{"apiVersion":"probe.example/v1","kind":"Gizmo","metadata":{"name":"g","lables":{}},"spec":{"s":"abc","s":"abc","t":"A","foo":1,"items":[{"name":"q","zz":1}]}}'
  const { body } = await ask('POST', `${gizmos}?fieldValidation=Strict`, text)
  expect(body).toMatchObject({
    code: 400,
    message:
      'Gizmo in version "v1" cannot be handled as a Gizmo: strict decoding error: duplicate field "spec.s", unknown field "metadata.lables", unknown field "spec.foo", unknown field "spec.items[0].zz"',
  })
  await ask('POST', gizmos, aGizmo('g'))
  const patched = await ask('PATCH', `${gizmos}/g?fieldValidation=Strict`, { spec: { foo: 1 } }, merge)
  expect(patched.body.message).toContain('strict decoding error: unknown field "spec.foo"')
  expect(patched.code).toBe(422)
})

test('transition rules see the old object', async () => {
  const { ask } = await withGizmos()
  await ask('POST', gizmos, aGizmo('g'))
  expect((await ask('PATCH', `${gizmos}/g`, { spec: { s: 'xyz' } }, merge)).body).toMatchObject({
    code: 422,
    message: 'Gizmo.probe.example "g" is invalid: spec.s: Forbidden: s is immutable',
  })
  expect((await ask('PATCH', `${gizmos}/g`, { spec: { n: 9 } }, merge)).code).toBe(200)
})

test('status and the rest are written apart, and only the rest counts generations', async () => {
  const { ask } = await withGizmos()
  await ask('POST', gizmos, aGizmo('g'))
  const status = { status: { phase: 'Q', zip: 1 }, spec: { n: 9 }, metadata: { labels: { a: 'b' } } }
  const first = (await ask('PATCH', `${gizmos}/g/status`, status, merge)).body
  expect(first).toMatchObject({ spec: { n: 7 }, status: { phase: 'Q' }, metadata: { generation: 1 } })
  expect(first.metadata.labels).toBeUndefined()
  expect(first.status).not.toHaveProperty('zip')
  const second = (await ask('PATCH', `${gizmos}/g`, { status: { phase: 'R' }, spec: { n: 9 } }, merge)).body
  expect(second).toMatchObject({ spec: { n: 9 }, status: { phase: 'Q' }, metadata: { generation: 2 } })
  const third = (await ask('PATCH', `${gizmos}/g`, { metadata: { labels: { a: 'b' } } }, merge)).body
  expect(third.metadata.generation).toBe(2)
})

test('a PUT needs a version, and a strategic merge patch is not offered', async () => {
  const { ask } = await withGizmos()
  await ask('POST', gizmos, aGizmo('g'))
  expect((await ask('PUT', `${gizmos}/g`, aGizmo('g'))).body.message).toBe(
    'gizmos.probe.example "g" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
  )
  expect((await ask('PATCH', `${gizmos}/g`, {}, strategic)).code).toBe(415)
})

test('finalizers hold it until they are gone', async () => {
  const { ask } = await withGizmos()
  await ask('POST', gizmos, aGizmo('g'))
  await ask('PATCH', `${gizmos}/g`, { metadata: { finalizers: ['probe.example/f'] } }, merge)
  const held = (await ask('DELETE', `${gizmos}/g`)).body
  expect(held.metadata).toMatchObject({ deletionGracePeriodSeconds: 0, generation: 2 })
  expect((await ask('DELETE', `${gizmos}/g`)).body.metadata).toEqual(held.metadata)
  expect((await ask('PATCH', `${gizmos}/g`, { metadata: { finalizers: null } }, merge)).code).toBe(200)
  expect((await ask('GET', `${gizmos}/g`)).code).toBe(404)
})

test('apply merges lists by their keys', async () => {
  const { ask } = await withGizmos()
  const path = `${gizmos}/g?fieldManager=`
  expect((await ask('PATCH', `${path}me`, aGizmo('g', { items: [{ name: 'a' }] }), apply)).code).toBe(201)
  const { body } = await ask(
    'PATCH',
    `${path}you`,
    aGizmo('g', { items: [{ name: 'b' }, { name: 'a', d: 'x' }] }),
    apply,
  )
  expect(body.spec.items).toEqual([
    { name: 'b', d: 'dd' },
    { name: 'a', d: 'x' },
  ])
})

test('a definition goes when its last instance has', async () => {
  const { ask } = await withGizmos()
  await ask('POST', gizmos, aGizmo('plain'))
  await ask('POST', gizmos, aGizmo('held'))
  await ask('PATCH', `${gizmos}/held`, { metadata: { finalizers: ['probe.example/f'] } }, merge)
  const definition = `${definitions}/gizmos.probe.example`
  expect((await ask('DELETE', definition)).body.kind).toBe('CustomResourceDefinition')
  expect((await ask('GET', `${gizmos}/plain`)).code).toBe(404)
  expect((await ask('GET', definition)).code).toBe(200)
  await ask('PATCH', `${gizmos}/held`, { metadata: { finalizers: null } }, merge)
  expect((await ask('GET', definition)).code).toBe(404)
  expect((await ask('GET', gizmos)).code).toBe(404)
})

test('a changed definition counts at once', async () => {
  const { ask } = await withGizmos()
  const path = '/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/t/enum'
  const patch = [{ op: 'add', path: `${path}/-`, value: 'C' }]
  const headers = { 'content-type': 'application/json-patch+json' }
  await ask('PATCH', `${definitions}/gizmos.probe.example`, patch, headers)
  expect((await ask('POST', gizmos, aGizmo('g', { t: 'C' }))).code).toBe(201)
})

test.each([
  ['a wrong name', { metadata: { name: 'other.probe.example' } }, 'metadata.name'],
  ['no scope', { spec: { ...gizmoDefinition.spec, scope: 'World' } }, 'spec.scope'],
])('refuses a definition with %s', async (_, change, field) => {
  const { ask } = await aServer()
  const { body } = await ask('POST', definitions, { ...gizmoDefinition, ...change })
  expect(body).toMatchObject({ code: 422, details: { causes: [{ field }] } })
})

test('refuses a definition whose rule does not compile', async () => {
  const { ask } = await aServer()
  const text = JSON.stringify(gizmoDefinition).replace('self.s == oldSelf.s', 'self.s ==')
  const { body } = await ask('POST', definitions, text)
  expect(body.code).toBe(422)
  expect(body.details.causes[0].field).toMatch(/properties\[spec\]\.x-kubernetes-validations\[2\]\.rule$/)
})
