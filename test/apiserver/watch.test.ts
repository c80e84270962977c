import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test, vi } from 'vitest'
import { aFolder, aServer, merge, openServer, table, type Body, type TestServer } from './a-server.ts'

const maps = '/api/v1/namespaces/default/configmaps'

/** Reads frames one by one. */
function frames(response: IncomingMessage): { next(): Promise<Body>; rest(): Promise<Body[]> } {
  onTestFinished(() => void response.destroy())
  const lines = createInterface({ input: response })[Symbol.asyncIterator]()
  return {
    async next() {
      const { value, done } = await lines.next()
      return done ? undefined : JSON.parse(value)
    },
    async rest() {
      const found: Body[] = []
      for (let line = await lines.next(); !line.done; line = await lines.next()) found.push(JSON.parse(line.value))
      return found
    },
  }
}

async function aWatch(server: TestServer, query: string, headers: Record<string, string> = {}) {
  return frames(await server.open('GET', `${maps}?watch=true&${query}`, { headers }))
}

const put = (server: TestServer, name: string, fields: object = {}) =>
  server.ask('POST', maps, { metadata: { name, ...fields }, data: {} })

const said = (frame: Body) => `${frame.type} ${frame.object.metadata.name}`

test('tells every change after a version, in order', async () => {
  const server = await aServer()
  const { body } = await put(server, 'a')
  const { next } = await aWatch(server, `resourceVersion=${body.metadata.resourceVersion}`)
  await put(server, 'b')
  await server.ask('PATCH', `${maps}/a`, { data: { x: '1' } }, merge)
  await server.ask('DELETE', `${maps}/b`)
  expect(said(await next())).toBe('ADDED b')
  expect(await next()).toMatchObject({
    type: 'MODIFIED',
    object: { kind: 'ConfigMap', apiVersion: 'v1', data: { x: '1' } },
  })
  const gone = await next()
  expect(said(gone)).toBe('DELETED b')
  const { metadata } = (await server.ask('GET', maps)).body
  expect(gone.object.metadata.resourceVersion).toBe(metadata.resourceVersion)
})

test.each(['', 'resourceVersion=0'])('without a version (%j) begins with what is there', async (query) => {
  const server = await aServer()
  await put(server, 'a')
  const { next } = await aWatch(server, query)
  expect(said(await next())).toBe('ADDED a')
  await put(server, 'b')
  expect(said(await next())).toBe('ADDED b')
})

test('a selector sees objects come and go', async () => {
  const server = await aServer()
  await put(server, 'a', { labels: { on: 'no' } })
  const { next } = await aWatch(server, 'labelSelector=on%3Dyes')
  for (const on of ['yes', 'no']) await server.ask('PATCH', `${maps}/a`, { metadata: { labels: { on } } }, merge)
  await put(server, 'b', { labels: { on: 'yes' } })
  await server.ask('DELETE', `${maps}/b`)
  expect(said(await next())).toBe('ADDED a')
  expect(await next()).toMatchObject({ type: 'DELETED', object: { metadata: { labels: { on: 'yes' } } } })
  expect(said(await next())).toBe('ADDED b')
  expect(said(await next())).toBe('DELETED b')
})

test('of one object, by field selector', async () => {
  const server = await aServer()
  const { next } = await aWatch(server, 'fieldSelector=metadata.name%3Db')
  await put(server, 'a')
  await put(server, 'b')
  expect(said(await next())).toBe('ADDED b')
})

test('initial events end with a bookmark that says so', async () => {
  const server = await aServer()
  await put(server, 'a')
  const query = 'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true'
  const { next } = await aWatch(server, query)
  expect(said(await next())).toBe('ADDED a')
  expect(await next()).toMatchObject({
    type: 'BOOKMARK',
    object: { metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } },
  })
})

test('ends when its time is over, with a bookmark for those who want one', async () => {
  const server = await aServer()
  const { rest } = await aWatch(server, 'timeoutSeconds=1&allowWatchBookmarks=true&resourceVersion=0')
  await put(server, 'a')
  const found = await rest()
  expect(found.map(({ type }) => type)).toEqual(['ADDED', 'BOOKMARK'])
  expect(found[1].object.metadata.resourceVersion).toBe(found[0].object.metadata.resourceVersion)
})

test('what is too old is gone', async () => {
  const dataDir = aFolder()
  const before = await openServer(dataDir)
  await put(before, 'a')
  await before.close()
  const server = await aServer(dataDir)
  const { rest } = await aWatch(server, 'resourceVersion=1')
  expect(await rest()).toMatchObject([{ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } }])
})

test('what is not yet there is refused', async () => {
  const server = await aServer()
  const { code, body, headers } = await server.ask('GET', `${maps}?watch=true&resourceVersion=99999`)
  expect(code).toBe(504)
  expect(body.details.causes[0].reason).toBe('ResourceVersionTooLarge')
  expect(headers['retry-after']).toBe('1')
})

test('as a Table, with the columns once', async () => {
  const server = await aServer()
  await put(server, 'a')
  const { next } = await aWatch(server, 'includeObject=None', table)
  await put(server, 'b')
  const first = await next()
  expect(first.object).toMatchObject({ kind: 'Table', rows: [{ cells: ['a', 0, expect.any(String)], object: null }] })
  expect(first.object.columnDefinitions.map(({ name }: { name: string }) => name)).toEqual(['Name', 'Data', 'Age'])
  expect((await next()).object).toMatchObject({
    columnDefinitions: null,
    rows: [{ cells: ['b', 0, expect.any(String)] }],
  })
})

test('a reader that stops reading holds up nobody and loses nothing', async () => {
  const server = await aServer()
  const slow = await server.open('GET', `${maps}?watch=true`)
  onTestFinished(() => void slow.destroy())
  slow.pause()
  const value = 'x'.repeat(200_000)
  for (let index = 0; index < 40; index++) {
    const { code } = await server.ask('POST', maps, { metadata: { name: `m${index}` }, data: { value } })
    expect(code).toBe(201)
  }
  const { next } = frames(slow)
  for (let index = 0; index < 40; index++) expect(said(await next())).toBe(`ADDED m${index}`)
})

test('a reader that takes nothing for a minute is cut off, and the others go on', async () => {
  const server = await aServer()
  const slow = await server.open('GET', `${maps}?watch=true`)
  slow.on('error', () => {})
  onTestFinished(() => void slow.destroy())
  slow.pause()
  const { next } = await aWatch(server, 'resourceVersion=0')
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const value = 'x'.repeat(500_000)
  for (let index = 0; index < 40; index++) {
    await server.ask('POST', maps, { metadata: { name: `m${index}` }, data: { value } })
    expect(said(await next())).toBe(`ADDED m${index}`)
  }
  // The server must hear, too, that the other one has taken everything.
  await server.ask('GET', '/readyz')
  vi.advanceTimersByTime(61_000)
  slow.resume()
  await expect(once(slow, 'end')).rejects.toThrow('aborted')
  expect(slow.complete).toBe(false)
  await put(server, 'after')
  expect(said(await next())).toBe('ADDED after')
})
