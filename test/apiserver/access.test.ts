import { readFileSync, statSync } from 'node:fs'
import { connect as connectPlain } from 'node:net'
import { join } from 'node:path'
import { connect as connectTLS } from 'node:tls'
import { expect, test } from 'vitest'
import { aServer, read } from './a-server.ts'

const list = '/api/v1/namespaces/default/secrets'

test('lets in its own client certificate', async () => {
  const { ask } = await aServer()
  expect((await ask('GET', list)).code).toBe(200)
})

test('lets in its token, and no other', async () => {
  const { open, tls, dataDir } = await aServer()
  const { token } = JSON.parse(readFileSync(join(dataDir, 'pki', 'credentials.json'), 'utf8')) as { token: string }
  const code = async (authorization?: string) => {
    const headers = authorization === undefined ? {} : { authorization }
    return (await read(await open('GET', list, { agent: undefined, ca: tls.ca, headers }))).code
  }
  expect(await code(`Bearer ${token}`)).toBe(200)
  expect(await code(`Bearer ${token}x`)).toBe(401)
  expect(await code('Bearer ')).toBe(401)
  expect(await code(`Basic ${token}`)).toBe(401)
  expect(await code()).toBe(401)
})

test('refuses the certificate of another authority', async () => {
  const mine = await aServer()
  const other = await aServer()
  const { cert, key } = other.tls
  const answer = await read(await mine.open('GET', list, { agent: undefined, ca: mine.tls.ca, cert, key }))
  expect(answer.code).toBe(401)
})

test('refuses the server certificate as a client', async () => {
  const { open, tls, dataDir } = await aServer()
  const kept = JSON.parse(readFileSync(join(dataDir, 'pki', 'credentials.json'), 'utf8')) as Record<string, string>
  const identity = { ca: tls.ca, cert: kept.serverCertificate, key: kept.serverKey }
  expect((await read(await open('GET', list, { agent: undefined, ...identity }))).code).toBe(401)
})

test.each([
  ['another host', { host: 'evil.example' }],
  ['another port', { host: '127.0.0.1:1' }],
  ['a web page', { origin: 'https://evil.example' }],
  ['a web page without an origin', { origin: 'null' }],
  ['a page that leaves its origin out', { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'no-cors' }],
  ['someone to act as', { 'impersonate-user': 'someone' }],
])('refuses %s', async (_, headers) => {
  const { ask } = await aServer()
  expect((await ask('GET', list, undefined, headers)).code).toBe(403)
})

test('lets in programs that name the server itself as origin, or send what Node sends', async () => {
  const { ask, running } = await aServer()
  const headers = { origin: `https://127.0.0.1:${running.port}`, 'sec-fetch-mode': 'cors' }
  expect((await ask('GET', list, undefined, headers)).code).toBe(200)
  const plain = { origin: `http://127.0.0.1:${running.port}` }
  expect((await ask('GET', list, undefined, plain)).code).toBe(403)
})

test('speaks no plain HTTP', async () => {
  const { running } = await aServer()
  const text = await new Promise<string>((resolve) => {
    let got = ''
    const socket = connectPlain(running.port, '127.0.0.1', () => socket.write(`GET ${list} HTTP/1.1\r\n\r\n`))
    socket.on('data', (chunk) => (got += String(chunk)))
    socket.on('close', () => resolve(got))
  })
  expect(text).not.toContain('200')
})

test('keeps its files from others', async () => {
  const { dataDir, ask } = await aServer()
  await ask('POST', list, { metadata: { name: 'a' }, stringData: { key: 'secret' } })
  const mode = (name: string) => (statSync(join(dataDir, name)).mode & 0o777).toString(8)
  expect(mode('.')).toBe('700')
  expect(mode('pki')).toBe('700')
  expect(mode('pki/credentials.json')).toBe('600')
  expect(mode('objects.db')).toBe('600')
  expect(mode('objects.db-wal')).toBe('600')
})

test('a resumed TLS session lets in only whom the first one did', async () => {
  const { tls, running } = await aServer()
  const codes = async (identity: object) => {
    let session: Buffer | undefined
    const found: [number, boolean][] = []
    for (let round = 0; round < 2; round++) {
      const socket = connectTLS({
        port: running.port,
        host: '127.0.0.1',
        servername: 'localhost',
        session,
        ...identity,
      })
      socket.on('session', (ticket) => (session = ticket))
      socket.write(`GET ${list} HTTP/1.1\r\nHost: 127.0.0.1:${running.port}\r\nConnection: close\r\n\r\n`)
      let text = ''
      let reused = false
      socket.on('data', () => (reused = socket.isSessionReused()))
      for await (const chunk of socket as AsyncIterable<Buffer>) text += chunk.toString()
      found.push([Number(text.split(' ')[1]), reused])
    }
    return found
  }
  expect(await codes(tls)).toEqual([
    [200, false],
    [200, true],
  ])
  expect(await codes({ ca: tls.ca })).toEqual([
    [401, false],
    [401, true],
  ])
})
