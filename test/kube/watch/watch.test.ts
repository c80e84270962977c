import { expect, test } from 'vitest'
import type { WatchEvent } from '../../../src/kube/client.ts'
import { configMaps, type KubeObject } from '../../../src/kube/resources.ts'
import { watchObjects } from '../../../src/kube/watch/watch.ts'
import { openedForEach } from '../../support/opened.ts'
import { cutAfter, hang, json, scriptedServer, status, text } from '../../support/servers/scripted-server.ts'
import { take, transportTo } from '../client-for.ts'

const server = openedForEach(scriptedServer, (one) => one[Symbol.asyncDispose]())

const object = (name: string, resourceVersion: string, uid = name): KubeObject => ({
  metadata: { name, namespace: 'n', resourceVersion, uid },
})
const list = (resourceVersion: string, ...items: KubeObject[]) => json({ metadata: { resourceVersion }, items })
const frame = (type: string, value: object) => `${JSON.stringify({ type, object: value })}\n`
const said = (event: WatchEvent<KubeObject>) =>
  'object' in event
    ? `${event.type} ${event.object.metadata?.name}@${event.object.metadata?.resourceVersion}`
    : event.type

async function events(count: number, times = { idleMs: 10_000, firstWaitMs: 5 }): Promise<string[]> {
  const watch = watchObjects<KubeObject>(transportTo(server.url), configMaps, { namespace: 'n' }, times)
  return (await take(watch, count)).map(said)
}
/** What each request asked for: a list, or a watch from a version. */
const asked = () => server.asked.map(({ query }) => (query.has('watch') ? query.get('resourceVersion') : 'list'))

test('lists, is synced, and watches from there', async () => {
  server.script(
    list('5', object('a', '1')),
    hang(frame('MODIFIED', object('a', '6')) + frame('ADDED', object('b', '7')) + frame('DELETED', object('a', '8'))),
  )
  expect(await events(5)).toEqual(['put a@1', 'synced', 'put a@6', 'put b@7', 'gone a@8'])
  const [, watch] = server.asked
  expect(watch?.path).toBe('/api/v1/namespaces/n/configmaps')
  expect(Object.fromEntries(watch?.query ?? [])).toMatchObject({ allowWatchBookmarks: 'true', resourceVersion: '5' })
  expect(Number(watch?.query.get('timeoutSeconds'))).toBeGreaterThanOrEqual(300)
})

test('lists in pages, and in one piece when the pages expire', async () => {
  server.script(
    json({ metadata: { resourceVersion: '5', continue: 'more' }, items: [object('a', '1')] }),
    status(410, 'Expired', 'too old'),
    list('6', object('a', '1'), object('b', '2')),
    hang(),
  )
  expect(await events(3)).toEqual(['put a@1', 'put b@2', 'synced'])
  expect(server.asked.map(({ query }) => [query.get('limit'), query.get('continue')])).toEqual([
    ['500', null],
    ['500', 'more'],
    [null, null],
  ])
})

test('goes on from the last version after a reset in mid-event, bookmarks included', async () => {
  server.script(
    list('5'),
    cutAfter(frame('BOOKMARK', { metadata: { resourceVersion: '9' } }) + '{"type":"ADDED","obj'),
    hang(frame('ADDED', object('a', '10'))),
  )
  expect(await events(4)).toEqual(['synced', 'lost', 'back', 'put a@10'])
  expect(asked()).toEqual(['list', '5', '9'])
})

test('the end that the server sets to a watch is no loss, and no busy loop', async () => {
  server.script(list('5'), text(''), text(''), text(''), hang(frame('ADDED', object('a', '6'))))
  const began = Date.now()
  expect(await events(2, { idleMs: 10_000, firstWaitMs: 40 })).toEqual(['synced', 'put a@6'])
  expect(asked()).toEqual(['list', '5', '5', '5', '5'])
  // Half of 40 + 80 + 160 at least.
  expect(Date.now() - began).toBeGreaterThanOrEqual(135)
})

test.each([
  ['in the stream', text(frame('ERROR', { kind: 'Status', code: 410, reason: 'Expired', message: 'too old' }))],
  ['as a status', status(410, 'Expired', 'too old')],
])('410 %s: lists again, and says what is gone, new and changed, but not what is the same', async (_, expired) => {
  server.script(
    list('5', object('same', '1'), object('changed', '2'), object('gone', '3'), object('again', '4', 'first')),
    expired,
    list('9', object('same', '1'), object('changed', '8'), object('again', '7', 'second'), object('new', '6')),
    hang(),
  )
  const all = await events(11)
  expect(all.slice(0, 5)).toEqual(['put same@1', 'put changed@2', 'put gone@3', 'put again@4', 'synced'])
  expect(all.slice(5)).toEqual(['put changed@8', 'gone again@4', 'put again@7', 'put new@6', 'gone gone@3', 'synced'])
})

test('any other error in the stream lists again', async () => {
  server.script(
    list('5'),
    text(frame('ERROR', { kind: 'Status', code: 500, message: 'unable to decode an event' })),
    list('6', object('a', '6')),
    hang(),
  )
  expect(await events(4)).toEqual(['synced', 'lost', 'put a@6', 'synced'])
})

test.each([
  ['garbage', text('<html>what?</html>\n')],
  ['an event without an object', text('{"type":"ADDED"}\n')],
  ['500', status(500, 'InternalError', 'etcdserver: no leader')],
  ['503 of a proxy', (answer: import('node:http').ServerResponse) => void answer.writeHead(503).end('<h1>no</h1>')],
  ['no answer at all', (_: unknown, { socket }: { socket: import('node:net').Socket }) => void socket.destroy()],
])('%s: waits and goes on from the same version; the loss is said once', async (_, fault) => {
  server.script(list('5'), fault, fault, fault, hang(frame('ADDED', object('a', '6'))))
  expect(await events(4)).toEqual(['synced', 'lost', 'back', 'put a@6'])
  expect(asked()).toEqual(['list', '5', '5', '5', '5'])
})

test('a connection that is back is said to be, also where nothing happens', async () => {
  server.script(list('5'), status(500, 'x', 'no'), hang())
  expect(await events(3)).toEqual(['synced', 'lost', 'back'])
})

test('429 is asked again after as long as the server says', async () => {
  server.script(
    status(429, 'TooManyRequests', 'slow down', { 'retry-after': '0' }),
    list('5', object('a', '1')),
    hang(),
  )
  expect(await events(2)).toEqual(['put a@1', 'synced'])
})

test('a silent connection is made anew', async () => {
  server.script(list('5'), hang(), hang(frame('ADDED', object('a', '6'))))
  expect(await events(2, { idleMs: 50, firstWaitMs: 5 })).toEqual(['synced', 'put a@6'])
})

test.each([
  [403, 'denied'],
  [401, 'denied'],
  [404, 'not-found'],
  [400, 'invalid'],
])('%i at the first list ends it', async (code, kind) => {
  server.script(status(code, 'x', 'no'))
  await expect(events(1)).rejects.toMatchObject({ kind })
})

test('a refusal after it has worked is forgiven for a while, not for ever', async () => {
  server.script(list('5'), status(403, 'Forbidden', 'no'), list('6', object('a', '6')), hang())
  expect(await events(4)).toEqual(['synced', 'lost', 'put a@6', 'synced'])
  server.script(list('5'), status(403, 'Forbidden', 'no'))
  await expect(events(5, { idleMs: 1000, firstWaitMs: 1 })).rejects.toMatchObject({ kind: 'denied' })
})

test('the signal ends it at once and quietly: while it waits, and while it reads', async () => {
  for (const act of [hang(), status(500, 'x', 'no')]) {
    server.script(list('5'), act)
    const before = server.asked.length
    const controller = new AbortController()
    const scope = { signal: controller.signal }
    const times = { idleMs: 60_000, firstWaitMs: 60_000 }
    const all: string[] = []
    const ended = (async () => {
      for await (const event of watchObjects<KubeObject>(transportTo(server.url), configMaps, scope, times)) {
        all.push(event.type)
      }
    })()
    await server.requests(before + 2)
    controller.abort()
    await ended
    expect(all[0]).toBe('synced')
  }
})

test('leaving the loop closes the connection', async () => {
  server.script(list('5'), hang(frame('ADDED', object('a', '6'))))
  await events(2)
  const { socket } = server.asked[1] ?? {}
  await expect.poll(() => socket?.destroyed).toBe(true)
})

test('says when the server is tried, and when it says anything, bookmarks included', async () => {
  server.script(
    list('5'),
    cutAfter(frame('BOOKMARK', { metadata: { resourceVersion: '9' } })),
    hang(frame('ADDED', object('a', '10'))),
  )
  const signs: string[] = []
  const scope = { namespace: 'n', onSign: (sign: string) => void signs.push(sign) }
  const watch = watchObjects<KubeObject>(transportTo(server.url), configMaps, scope, { idleMs: 10_000, firstWaitMs: 5 })
  await take(watch, 4)
  expect(signs).toEqual(['tried', 'heard', 'heard', 'tried', 'heard'])
})
