/** Our own client against the server: what the rest of gastown relies on. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { NodeAgent } from '../../src/apiserver/node-agent.ts'
import type { Client } from '../../src/kube/client.ts'
import { connect } from '../../src/kube/connect.ts'
import { configMaps, pods } from '../../src/kube/resources.ts'
import { aFolder, aServer } from './a-server.ts'

async function aClient(agent?: NodeAgent): Promise<Client> {
  const folder = aFolder()
  const { running } = await aServer(join(folder, 'data'), agent)
  const kubeconfig = join(folder, 'kubeconfig')
  writeFileSync(kubeconfig, running.kubeconfig)
  const client = await connect({ kubeconfig, home: folder, env: {}, fieldManager: 'gastown-cli' })
  onTestFinished(() => client.close())
  return client
}

const map = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' } })

test('writes, reads and lists', async () => {
  const client = await aClient()
  const made = await client.create(configMaps, map('a'))
  await client.mergePatch(configMaps, 'a', 'default', { data: { x: '1' } })
  await client.apply(configMaps, { ...map('b'), data: { y: '2' } } as object)
  expect((await client.list(configMaps, { namespace: 'default' })).items.map(({ data }) => data)).toEqual([
    { x: '1' },
    { y: '2' },
  ])
  const { rows } = await client.table(configMaps, { namespace: 'default' })
  expect(rows.map(([name, count]) => [name, count])).toEqual([
    ['a', 1],
    ['b', 1],
  ])
  await expect(client.remove(configMaps, 'a', 'default', { uid: 'x' })).rejects.toMatchObject({ kind: 'conflict' })
  await client.remove(configMaps, 'a', 'default', { uid: made.metadata?.uid })
  await expect(client.get(configMaps, 'a', 'default')).rejects.toMatchObject({ kind: 'not-found' })
})

test('says every problem of a write', async () => {
  const client = await aClient()
  const written = client.create(configMaps, { ...map('a'), dta: {} } as object)
  await expect(written).rejects.toMatchObject({
    kind: 'invalid',
    message: expect.stringContaining('unknown field "dta"'),
  })
})

test('watches', async () => {
  const client = await aClient()
  await client.create(configMaps, map('a'))
  const stop = new AbortController()
  const seen: string[] = []
  for await (const event of client.watch(configMaps, { namespace: 'default', signal: stop.signal })) {
    if (event.type === 'lost' || event.type === 'back') continue
    seen.push(event.type === 'synced' ? 'synced' : `${event.type} ${event.object.metadata?.name}`)
    if (event.type === 'synced') await client.create(configMaps, map('b'))
    if (seen.at(-1) === 'put b') await client.remove(configMaps, 'a', 'default')
    if (seen.at(-1) === 'gone a') stop.abort()
  }
  expect(seen).toEqual(['put a', 'synced', 'put b', 'gone a'])
})

test('reads logs and runs commands', async () => {
  const client = await aClient({
    async *logs(_pod, _container, { sinceTime }) {
      if (sinceTime === undefined) yield Buffer.from('2026-01-01T00:00:00.000000001Z hello\n')
    },
    async exec(_pod, _container, { stdout }) {
      stdout.write('out')
      return 4
    },
  })
  const containers = [{ name: 'c', image: 'x' }]
  await client.create(pods, { metadata: { name: 'p', namespace: 'default' }, spec: { containers } } as object)
  const lines: string[] = []
  for await (const item of client.logs('p', 'default', { container: 'c' }))
    if (item.type === 'line') lines.push(item.text)
  expect(lines).toEqual(['hello'])
  let out = ''
  const { Writable } = await import('node:stream')
  const stdout = new Writable({
    write(chunk: Buffer, _encoding, done) {
      out += chunk.toString()
      done()
    },
  })
  expect(await client.exec('p', 'default', { container: 'c', command: ['x'], stdout })).toBe(4)
  expect(out).toBe('out')
})
