/** The client against a real kube-apiserver: needs GASTOWN_TEST_KUBECONFIG, for pods also GASTOWN_TEST_IMAGE (one with a shell). */
import { once } from 'node:events'
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net'
import { PassThrough, Writable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Client, LogItem, WatchEvent } from '../../src/kube/client.ts'
import { connect, connectWith } from '../../src/kube/connect.ts'
import { findCluster } from '../../src/kube/kubeconfig/find-cluster.ts'
import { configMaps, events, type KubeObject, namespaces, pods } from '../../src/kube/resources.ts'
import type { V1ConfigMap } from '../../src/kube/wire.ts'

const { GASTOWN_TEST_KUBECONFIG: kubeconfig, GASTOWN_TEST_IMAGE: image } = process.env
const namespace = `client-${process.pid}`
const account = 'system:serviceaccount:default:default'
const options = { kubeconfig, env: {}, home: '/nowhere', fieldManager: 'client-test' }

const named = (name: string, data?: Record<string, string>): V1ConfigMap => ({ metadata: { name, namespace }, data })

const say = (event: WatchEvent<V1ConfigMap>) =>
  'object' in event ? `${event.type} ${event.object.metadata?.name}` : event.type

const container = (script: string) => ({
  name: 'main',
  image,
  imagePullPolicy: 'IfNotPresent',
  command: ['sh', '-c', script],
  resources: { requests: { cpu: '10m' } },
})

const texts = (items: LogItem[]) => items.map((item) => (item.type === 'line' ? item.text : `gap: ${item.reason}`))

const run = (client: Client, name: string, script: string) =>
  client.create(pods, {
    metadata: { name, namespace },
    spec: { restartPolicy: 'Never', terminationGracePeriodSeconds: 0, containers: [container(script)] },
  } as KubeObject)

/** Passes so many bytes of each connection on, and resets it then. It must be more than one second's lines: servers cut `sinceTime` to whole seconds. */
async function cuttingProxy(target: URL, bytes: number) {
  let cuts = 0
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = createConnection(Number(target.port), target.hostname)
    let passed = 0
    sockets.add(client)
    client.on('error', () => upstream.destroy()).on('close', () => upstream.destroy())
    upstream.on('error', () => client.destroy()).on('close', () => client.destroy())
    client.pipe(upstream).pipe(client)
    upstream.on('data', (chunk) => {
      passed += chunk.length
      if (passed <= bytes || client.destroyed) return
      cuts += 1
      client.resetAndDestroy()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cuts: () => cuts,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all = []
  for await (const item of items) all.push(item)
  return all
}

describe.skipIf(kubeconfig === undefined)('a real server (GASTOWN_TEST_KUBECONFIG names none otherwise)', () => {
  let client: Client
  const stop = new AbortController()

  beforeAll(async () => {
    client = await connect(options)
    await client.create(namespaces, { metadata: { name: namespace } })
    // The pod's service account comes a moment after its namespace.
    const account = `/api/v1/namespaces/${namespace}/serviceaccounts/default`
    await vi.waitFor(() => client.raw(account), { timeout: 20_000 })
  })
  afterAll(async () => {
    stop.abort()
    await client.remove(namespaces, namespace)
    client.close()
  })

  test('create, get, patch, apply, replace, delete', async () => {
    const made = await client.create<V1ConfigMap>(configMaps, named('one', { a: '1' }))
    expect(made).toMatchObject({ kind: 'ConfigMap', data: { a: '1' } })
    await expect(client.create(configMaps, named('one'))).rejects.toMatchObject({ kind: 'conflict' })
    expect(await client.get(configMaps, 'one', namespace)).toMatchObject({ metadata: { uid: made.metadata?.uid } })
    const merged = await client.mergePatch(configMaps, 'one', namespace, { data: { b: '2' } })
    expect(merged.data).toEqual({ a: '1', b: '2' })
    const stale = { metadata: { resourceVersion: made.metadata?.resourceVersion }, data: { b: '3' } }
    await expect(client.mergePatch(configMaps, 'one', namespace, stale)).rejects.toMatchObject({ kind: 'conflict' })
    const patched = await client.jsonPatch(configMaps, 'one', namespace, [{ op: 'remove', path: '/data/a' }])
    expect(patched.data).toEqual({ b: '2' })
    await expect(client.apply(configMaps, named('one', { b: '4' }), { fieldManager: 'other' })).rejects.toMatchObject({
      kind: 'conflict',
    })
    const applied = await client.apply<V1ConfigMap>(configMaps, named('one', { b: '4' }), {
      fieldManager: 'other',
      force: true,
    })
    expect(applied.data).toEqual({ b: '4' })
    const replaced = await client.replace<V1ConfigMap>(configMaps, { ...applied, data: { c: '5' } } as KubeObject)
    expect(replaced.data).toEqual({ c: '5' })
    await expect(client.remove(configMaps, 'one', namespace, { uid: 'other' })).rejects.toMatchObject({
      kind: 'conflict',
    })
    await client.remove(configMaps, 'one', namespace, { uid: made.metadata?.uid })
    await expect(client.get(configMaps, 'one', namespace)).rejects.toMatchObject({ kind: 'not-found' })
  })

  test('dry runs, strict fields, invalid objects, rights', async () => {
    await client.create(configMaps, named('dry'), { dryRun: true })
    await expect(client.get(configMaps, 'dry', namespace)).rejects.toMatchObject({ kind: 'not-found' })
    await expect(client.create(configMaps, { ...named('odd'), dta: {} } as KubeObject)).rejects.toMatchObject({
      kind: 'invalid',
      problems: [{ field: 'dta' }],
    })
    await expect(client.create(configMaps, named('Bad Name'))).rejects.toMatchObject({
      kind: 'invalid',
      problems: [{ field: 'metadata.name' }],
    })
    const other = await connect({ ...options, as: account })
    await expect(other.list(configMaps, { namespace })).rejects.toMatchObject({ kind: 'denied' })
    await expect(other.watch(configMaps, { namespace })[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      kind: 'denied',
    })
    other.close()
  })

  test('list, table and watch', async () => {
    const labels = { set: 'w' }
    const labelled = (name: string) => ({ metadata: { name, namespace, labels } })
    const scope = { namespace, labelSelector: 'set=w' }
    const seen: string[] = []
    const watched = (async () => {
      for await (const event of client.watch(configMaps, { ...scope, signal: stop.signal })) seen.push(say(event))
    })()
    await expect.poll(() => seen).toEqual(['synced'])
    await client.create(configMaps, labelled('w1'))
    await client.create(configMaps, labelled('w2'))
    await client.mergePatch(configMaps, 'w1', namespace, { data: { a: '1' } })
    expect((await client.list(configMaps, scope)).items.map((item) => item.metadata?.name)).toEqual(['w1', 'w2'])
    const table = await client.table(configMaps, scope)
    expect(table.columns[0]?.name).toBe('Name')
    expect(table.rows.map((row) => row[0])).toEqual(['w1', 'w2'])
    await client.remove(configMaps, 'w2', namespace)
    await expect.poll(() => seen).toEqual(['synced', 'put w1', 'put w2', 'put w1', 'gone w2'])
    stop.abort()
    await watched
    expect((await client.list(events, { namespace })).resourceVersion).not.toBe('')
  })

  describe.skipIf(image === undefined)('pods (GASTOWN_TEST_IMAGE names no image otherwise)', () => {
    test('a log is followed from before the start to the end, whole', async () => {
      await run(client, 'whole', 'seq 1 20000; sleep 1; printf end')
      const all = texts(await collect(client.logs('whole', namespace, { follow: true })))
      expect(all).toEqual([...Array.from({ length: 20_000 }, (_, index) => String(index + 1)), 'end'])
      expect(texts(await collect(client.logs('whole', namespace, { tailLines: 2 })))).toEqual(['20000', 'end'])
    })

    test('a log whose connection is cut again and again comes whole, every line once', async () => {
      await run(client, 'cut', 'for i in $(seq 1 30); do seq 1 100; sleep 0.2; done; sleep 1')
      const access = await findCluster(options)
      await using proxy = await cuttingProxy(new URL(access.server), 60_000)
      const throughProxy = connectWith({ ...access, server: proxy.url, insecure: true, ca: undefined }, options)
      const all = texts(await collect(throughProxy.logs('cut', namespace, { follow: true })))
      expect(all).toEqual(Array.from({ length: 3000 }, (_, index) => String((index % 100) + 1)))
      expect(proxy.cuts()).toBeGreaterThan(1)
      throughProxy.close()
    })

    test('a pod that ends while we are behind: everything that its log has', async () => {
      await run(client, 'fast', 'seq 1 50000')
      const followed = texts(await collect(client.logs('fast', namespace, { follow: true })))
      // Not compared with what was written: containerd may lose the last of it when a container ends at once.
      expect(followed).toEqual(texts(await collect(client.logs('fast', namespace))))
    })

    test('a pod that is deleted in mid-follow leaves a gap, not silence', async () => {
      await run(client, 'deleted', 'echo one; sleep 1000')
      const items = client.logs('deleted', namespace, { follow: true })[Symbol.asyncIterator]()
      expect((await items.next()).value).toMatchObject({ text: 'one' })
      await client.remove(pods, 'deleted', namespace)
      expect((await items.next()).value).toMatchObject({ type: 'gap' })
      expect((await items.next()).done).toBe(true)
    })

    test('exec: input, both outputs, exit status, a program that is not there', async () => {
      await run(client, 'exec', 'sleep 1000')
      const phase = async () => (await client.get(pods, 'exec', namespace)).status?.phase
      await expect.poll(phase, { timeout: 30_000 }).toBe('Running')
      const chunks: string[] = []
      const stdout = new Writable({ write: (chunk, _, done) => done(void chunks.push(`out ${chunk}`)) })
      const stderr = new Writable({ write: (chunk, _, done) => done(void chunks.push(`err ${chunk}`)) })
      const stdin = new PassThrough()
      stdin.end('hello')
      const command = ['sh', '-c', 'cat; echo problem >&2; exit 7']
      expect(await client.exec('exec', namespace, { command, stdin, stdout, stderr })).toBe(7)
      expect(chunks.toSorted()).toEqual(['err problem\n', 'out hello'])
      await expect(client.exec('exec', namespace, { command: ['nope'], stdout })).rejects.toMatchObject({
        kind: 'not-found',
      })
      await client.remove(pods, 'exec', namespace, { graceSeconds: 0 })
    })
  })
})
