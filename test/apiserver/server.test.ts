import { execFile, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { startServer } from '../../src/apiserver/server.ts'
import { aFolder, aServer, openServer } from './a-server.ts'
import { aGizmo, definitions, gizmoDefinition, gizmos } from './gizmos.ts'

const maps = '/api/v1/namespaces/default/configmaps'

test('has the default namespace, its version and its health', async () => {
  const { ask } = await aServer()
  expect((await ask('GET', '/api/v1/namespaces/default')).body.status).toEqual({ phase: 'Active' })
  expect((await ask('GET', '/version')).body).toMatchObject({ major: '1', minor: '34' })
  for (const path of ['/healthz', '/livez', '/readyz']) expect((await ask('GET', path)).text).toBe('ok')
  expect((await ask('GET', '/nope')).code).toBe(404)
})

test('a taken port is a conflict that names it', async () => {
  const blocker = createServer().listen(0, '127.0.0.1')
  await once(blocker, 'listening')
  onTestFinished(() => void blocker.close())
  const { port } = blocker.address() as AddressInfo
  const started = startServer({ dataDir: aFolder(), port })
  await expect(started).rejects.toMatchObject({ kind: 'conflict', message: `Port ${port} on 127.0.0.1 is taken.` })
})

test('two servers do not share a folder', async () => {
  const { dataDir } = await aServer()
  await expect(startServer({ dataDir })).rejects.toMatchObject({ kind: 'conflict' })
})

test('a folder whose file is damaged is told, not replaced', async () => {
  const dataDir = aFolder()
  writeFileSync(join(dataDir, 'objects.db'), 'this is no database, by far not one of SQLite'.repeat(100))
  await expect(startServer({ dataDir })).rejects.toMatchObject({ kind: 'cannot-start' })
})

test('keeps everything over a restart: objects, definitions, credentials, versions', async () => {
  const dataDir = aFolder()
  const first = await openServer(dataDir)
  await first.ask('POST', definitions, gizmoDefinition)
  await first.ask('POST', gizmos, aGizmo('one'))
  const { body } = await first.ask('POST', gizmos, aGizmo('two'))
  await first.ask('DELETE', `${gizmos}/one`)
  const { kubeconfig } = first.running
  await first.close()
  const second = await aServer(dataDir)
  expect((await second.ask('GET', `${gizmos}/two`)).body).toEqual(body)
  const list = (await second.ask('GET', gizmos)).body
  expect(list.items).toHaveLength(1)
  expect(Number(list.metadata.resourceVersion)).toBeGreaterThan(Number(body.metadata.resourceVersion))
  const part = /"client-certificate-data": \S+/
  expect(part.exec(second.running.kubeconfig)?.[0]).toBe(part.exec(kubeconfig)?.[0])
})

test('what was acknowledged is on disk before anything is closed', async () => {
  const { ask, dataDir } = await aServer()
  await ask('POST', maps, { metadata: { name: 'a' }, data: { x: '1' } })
  const copy = aFolder()
  cpSync(dataDir, copy, { recursive: true })
  const other = await aServer(copy)
  expect((await other.ask('GET', `${maps}/a`)).body.data).toEqual({ x: '1' })
})

test('ends watches when it closes', async () => {
  const server = await openServer(aFolder())
  const watch = await server.open('GET', `${maps}?watch=true`)
  const ended = once(watch.resume(), 'end')
  await server.running.close()
  await expect(ended).resolves.toBeDefined()
  await server.close()
})

test.skipIf(spawnSync('openssl', ['version']).status !== 0)(
  'its certificates are what openssl (where it is installed) expects',
  async () => {
    const { dataDir, tls } = await aServer()
    const folder = aFolder()
    const kept = JSON.parse(readFileSync(join(dataDir, 'pki', 'credentials.json'), 'utf8')) as Record<string, string>
    const file = (name: string, text: string) => {
      writeFileSync(join(folder, name), text)
      return join(folder, name)
    }
    const ca = file('ca.pem', tls.ca)
    for (const [purpose, certificate] of [
      ['sslclient', tls.cert],
      ['sslserver', kept.serverCertificate ?? ''],
    ] as const) {
      const words = ['verify', '-x509_strict', '-purpose', purpose, '-CAfile', ca, file('leaf.pem', certificate)]
      const { stdout } = await promisify(execFile)('openssl', words)
      expect(stdout).toContain('OK')
    }
  },
)
