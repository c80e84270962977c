import { expect, test } from 'vitest'
import { aServer, table, type Body, type TestServer } from './a-server.ts'

const maps = '/api/v1/namespaces/default/configmaps'
const names = (list: Body) => list.items.map((item: Body) => item.metadata.name)

async function withMaps(...list: string[]): Promise<TestServer> {
  const server = await aServer()
  for (const name of list) await server.ask('POST', maps, { metadata: { name, labels: { first: name[0] } } })
  return server
}

test('is in the order of names, whatever the order of writing', async () => {
  const { ask } = await withMaps('b', 'a-b', 'a', 'a.b')
  const { body } = await ask('GET', maps)
  expect(names(body)).toEqual(['a', 'a-b', 'a.b', 'b'])
  expect(body).toMatchObject({ kind: 'ConfigMapList', apiVersion: 'v1' })
})

test('comes in pages, which change does not disturb', async () => {
  const { ask } = await withMaps('a', 'b', 'c', 'd', 'e')
  const first = (await ask('GET', `${maps}?limit=2`)).body
  expect(first.metadata.remainingItemCount).toBe(3)
  await ask('DELETE', `${maps}/c`)
  await ask('POST', maps, { metadata: { name: 'aa' } })
  const next = (token: string) => ask('GET', `${maps}?limit=2&continue=${encodeURIComponent(token)}`)
  const second = (await next(first.metadata.continue)).body
  expect([...names(first), ...names(second)]).toEqual(['a', 'b', 'c', 'd'])
  const rest = { continue: expect.any(String), remainingItemCount: 1 }
  expect(second.metadata).toEqual({ resourceVersion: first.metadata.resourceVersion, ...rest })
  expect((await next('zzz')).body.message).toMatch(/^invalid continue token: continue key is not valid/)
})

test('by selectors, in pages too', async () => {
  const { ask } = await withMaps('a1', 'b1', 'a2', 'b2', 'a3')
  const first = (await ask('GET', `${maps}?labelSelector=first%3Da&limit=2`)).body
  expect(names(first)).toEqual(['a1', 'a2'])
  expect(first.metadata.remainingItemCount).toBeUndefined()
  const path = `${maps}?labelSelector=first%3Da&limit=2&continue=${first.metadata.continue}`
  expect(names((await ask('GET', path)).body)).toEqual(['a3'])
  expect(names((await ask('GET', `${maps}?fieldSelector=metadata.name!%3Da1`)).body)).toHaveLength(4)
  expect(names((await ask('GET', '/api/v1/configmaps?fieldSelector=metadata.name%3Db1')).body)).toEqual(['b1'])
})

test.each([
  ['fieldSelector=foo%3Dbar', '"foo" is not a known field selector: only "metadata.name", "metadata.namespace"'],
  ['labelSelector=a%3D%3D%3D', "unable to parse requirement: found '=', expected: identifier"],
  ['labelSelector=x%20y', "unable to parse requirement: found 'y', expected: in, notin, =, ==, !=, gt, lt"],
  ['labelSelector=a%20in%20(b', "unable to parse requirement: found '', expected: ',' or ')'"],
  ['limit=x', 'strconv.ParseInt: parsing "x": invalid syntax'],
])('says what is wrong with ?%s', async (query, message) => {
  const { ask } = await aServer()
  expect((await ask('GET', `${maps}?${query}`)).body).toMatchObject({ code: 400, message })
})

test('as a Table, with as much of the objects as asked for', async () => {
  const { ask } = await withMaps('a')
  const cells = ['a', 0, expect.stringMatching(/^\d+s$/)]
  const rows = async (query: string) => (await ask('GET', maps + query, undefined, table)).body.rows
  expect(await rows('?includeObject=None')).toEqual([{ cells, object: null }])
  expect(await rows('')).toMatchObject([{ cells, object: { kind: 'PartialObjectMetadata', metadata: { name: 'a' } } }])
  expect(await rows('?includeObject=Object')).toMatchObject([{ cells, object: { kind: 'ConfigMap' } }])
  const one = await ask('GET', `${maps}/a`, undefined, table)
  expect(one.body.columnDefinitions[0]).toMatchObject({ name: 'Name', type: 'string', format: 'name', priority: 0 })
})

test('as metadata alone, as YAML, and never as what it cannot be', async () => {
  const { ask } = await withMaps('a')
  const accept = (type: string) => ask('GET', `${maps}/a`, undefined, { accept: type })
  const metadata = await accept('application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io')
  expect(metadata.body).toMatchObject({ kind: 'PartialObjectMetadata', metadata: { name: 'a' } })
  expect((await accept('application/yaml')).text).toMatch(/^kind: ConfigMap\napiVersion: v1\n/)
  expect((await accept('application/vnd.kubernetes.protobuf, application/json')).body.kind).toBe('ConfigMap')
  expect((await accept('application/vnd.kubernetes.protobuf')).code).toBe(406)
})
