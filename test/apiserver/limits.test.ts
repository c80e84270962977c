/** What a client that means no good can do: little. */
import { once } from 'node:events'
import { connect as connectTLS, type TLSSocket } from 'node:tls'
import { connect as connectTCP, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { waitFor } from '../support/wait-for.ts'
import { aServer, jsonPatch, merge, type TestServer } from './a-server.ts'
import { full, inFull, moreInFull, onlyInFull } from '../support/full.ts'

const maps = '/api/v1/namespaces/default/configmaps'
const yaml = { 'content-type': 'application/yaml' }

/** A connection, with a client certificate or without. */
async function aConnection({ running, tls }: TestServer, known = true): Promise<TLSSocket> {
  const identity = known ? tls : { ca: tls.ca }
  const socket = connectTLS({ host: '127.0.0.1', port: running.port, servername: 'localhost', ...identity })
  socket.on('error', () => {})
  onTestFinished(() => void socket.destroy())
  await once(socket, 'secureConnect')
  return socket
}

function closed(socket: { once(event: 'close', listener: () => void): unknown }): Promise<void> {
  return new Promise((resolve) => socket.once('close', resolve))
}

test('a body that is too large is refused, with a Status', async () => {
  const { ask } = await aServer()
  const { code, body } = await ask('POST', maps, { metadata: { name: 'a' }, data: { x: 'x'.repeat(4_000_000) } })
  expect([code, body.reason]).toEqual([413, 'RequestEntityTooLarge'])
  expect((await ask('GET', maps)).body.items).toEqual([])
})

test('a body that does not end is not read for ever', async () => {
  const server = await aServer()
  const socket = await aConnection(server)
  const host = `127.0.0.1:${server.running.port}`
  socket.write(
    `POST ${maps} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n`,
  )
  const end = closed(socket)
  const sending = setInterval(() => socket.writable && socket.write(Buffer.alloc(1_000_000, 'x')), 2)
  onTestFinished(() => clearInterval(sending))
  await end
  expect((await server.ask('GET', maps)).code).toBe(200)
})

test('an object does not grow without end by patches', async () => {
  const { ask } = await aServer()
  // Of a kind that has no limit of its own.
  const events = '/api/v1/namespaces/default/events'
  const event = { metadata: { name: 'a', namespace: 'default' }, involvedObject: { namespace: 'default' } }
  expect((await ask('POST', events, event)).code).toBe(201)
  const codes: number[] = []
  for (const key of ['message', 'reason', 'action', 'reportingComponent']) {
    const { code } = await ask('PATCH', `${events}/a`, { [key]: 'x'.repeat(1_000_000) }, merge)
    codes.push(code)
  }
  expect(codes).toEqual([200, 200, 200, 413])
  expect((await ask('DELETE', `${events}/a`)).code).toBe(200)
})

test('a patch that copies what it copied is stopped', async () => {
  const { ask } = await aServer()
  await ask('POST', maps, { metadata: { name: 'a', annotations: { x: 'x'.repeat(1000) } } })
  const copies = Array.from({ length: 40 }, (_, index) => ({
    op: 'copy',
    from: '/metadata',
    path: `/metadata/a${index}`,
  }))
  const { code, body } = await ask('PATCH', `${maps}/a`, copies, jsonPatch)
  expect([code, body.reason]).toEqual([413, 'RequestEntityTooLarge'])
})

const depth = 50_000
test.each([
  ['JSON', `{"metadata":{"name":"a"},"data":${'{"a":'.repeat(depth)}1${'}'.repeat(depth + 1)}`, {}],
  ['an endless list', '['.repeat(depth), {}],
  ['YAML', `a: ${'['.repeat(depth)}`, yaml],
  [
    'aliases',
    `a: &a [x,x]\n${[...'bcdefghijklm'].map((name, index) => `${name}: &${name} [*${'abcdefghijklm'[index]},*${'abcdefghijklm'[index]}]\n`).join('')}`,
    yaml,
  ],
])('what is too deep is a bad request: %s', async (_, text, headers) => {
  const { ask } = await aServer()
  expect((await ask('POST', maps, text, headers)).code).toBe(400)
  expect((await ask('DELETE', `${maps}/a`, text)).code).not.toBe(500)
})

test('headers that are too large are refused', async () => {
  const { ask } = await aServer()
  expect((await ask('GET', maps, undefined, { 'x-large': 'x'.repeat(300_000) })).code).toBe(431)
})

test('who is not let in does not keep a connection', async () => {
  const server = await aServer()
  const silent = await aConnection(server, false)
  const socket = await aConnection(server, false)
  socket.resume().write(`GET ${maps} HTTP/1.1\r\nHost: 127.0.0.1:${server.running.port}\r\n\r\n`)
  await closed(socket)
  // Not only once its time is over, as it is for who says nothing.
  expect(silent.resume().closed).toBe(false)
})

test.runIf(full)(`who connects and says nothing, or a request letter by letter, is cut off${onlyInFull}`, async () => {
  const server = await aServer()
  const silentTCP = connectTCP(server.running.port, '127.0.0.1').on('error', () => {})
  onTestFinished(() => void silentTCP.destroy())
  const silent = await aConnection(server, false)
  const slow = await aConnection(server, false)
  slow.resume().write(`GET ${maps} HTTP/1.1\r\nX: `)
  const dripping = setInterval(() => slow.writable && slow.write('x'), 200)
  onTestFinished(() => clearInterval(dripping))
  await Promise.all([silentTCP, silent.resume(), slow].map(closed))
  expect((await server.ask('GET', maps)).code).toBe(200)
})

const strangers: readonly (readonly [string, (server: TestServer) => Promise<Socket>])[] = [
  [
    'connects and says nothing',
    async ({ running }) => {
      const socket = connectTCP(running.port, '127.0.0.1').on('error', () => {})
      await once(socket, 'connect')
      return socket
    },
  ],
  ['shakes hands and says nothing', (server) => aConnection(server, false)],
]

test.each(inFull(strangers, strangers.slice(0, 1)))(
  `who %s takes no place from others, as often as it does${moreInFull}`,
  async (_, stranger) => {
    const server = await aServer()
    const watch = await server.open('GET', `${maps}?watch=true`)
    const sockets: Socket[] = []
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy()
    })
    let ended = 0
    for (let round = 0; round < 22; round++) {
      const some = await Promise.all(Array.from({ length: 100 }, () => stranger(server)))
      for (const socket of some) socket.once('close', () => (ended += 1)).resume()
      sockets.push(...some)
    }
    expect((await server.ask('POST', maps, { metadata: { name: 'a' } })).code).toBe(201)
    const [chunk] = (await once(watch, 'data')) as [Buffer]
    expect(chunk.toString()).toContain('"name":"a"')
    watch.destroy()
    await waitFor('the oldest to be ended', () => Promise.resolve(ended >= 1200 || undefined))
  },
)

test.runIf(full)(`a thousand watches and no more, and none is lost by the next${onlyInFull}`, async () => {
  const server = await aServer()
  const first = await server.open('GET', `${maps}?watch=true`)
  const rest = await Promise.all(Array.from({ length: 999 }, () => server.open('GET', `${maps}?watch=true`)))
  const { code, headers } = await server.ask('GET', `${maps}?watch=true`)
  expect([code, headers['retry-after']]).toEqual([429, '1'])
  expect((await server.ask('GET', maps)).code).toBe(200)
  for (const watch of rest) watch.destroy()
  const again = await waitFor('room', async () => {
    const watch = await server.open('GET', `${maps}?watch=true`)
    if (watch.statusCode === 200) return watch
    watch.resume()
    return undefined
  })
  await server.ask('POST', maps, { metadata: { name: 'a' } })
  for (const watch of [first, again]) {
    const [chunk] = (await once(watch, 'data')) as [Buffer]
    expect(chunk.toString()).toContain('"name":"a"')
    watch.destroy()
  }
})
