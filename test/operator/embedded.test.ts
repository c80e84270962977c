/** The loop against the real API server of local mode, with a kubelet that only writes statuses. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startServer, type RunningServer } from '../../src/apiserver/server.ts'
import { installation } from '../../src/installation.ts'
import type { Client } from '../../src/kube/client.ts'
import { connect } from '../../src/kube/connect.ts'
import { configMaps, events, pods, polecats, rigs } from '../../src/kube/resources.ts'
import type { V1Pod } from '../../src/kube/wire.ts'
import { bootstrap } from '../../src/local/daemon/bootstrap.ts'
import type { Polecat } from '../../src/polecat/schema.ts'
import { noticeLog } from '../../src/operator/report/operator-log.ts'
import { runOperator } from '../../src/operator/run.ts'
import { aPolecat, aRig } from '../support/a-polecat.ts'
import { anEndedPod, aPod, running, worked } from './a-pod.ts'

let folder: string
let server: RunningServer
let client: Client
let ended: Promise<void>
const over = new AbortController()
const notices: string[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gastown-operator-'))
  server = await startServer({ dataDir: join(folder, 'data') })
  server.setNodeAgent({ async *logs() {}, exec: () => Promise.reject(new Error('nothing runs here')) })
  const kubeconfig = join(folder, 'kubeconfig')
  await writeFile(kubeconfig, server.kubeconfig)
  client = await connect({ kubeconfig, home: folder, env: {}, fieldManager: 'gastown-operator' })
  await bootstrap(client, installation().templates, ['gastown-system', 'gastown-workers'])
  await client.create(rigs, aRig({ gitURL: '/srv/athena.git' }))
  ended = runOperator({
    client,
    local: true,
    sandboxed: true,
    leaderElection: false,
    signal: over.signal,
    log: noticeLog((line) => notices.push(line)),
    texts: { entry: '#!/bin/sh\n', preamble: 'You work unattended.\n' },
  })
  void kubelet()
})

afterAll(async () => {
  over.abort()
  await ended
  client.close()
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

/** Lets every agent work until it is asked to stop, or end at once where its name says so. */
async function kubelet(): Promise<void> {
  for await (const event of client.watch(pods, { namespace: 'gastown-workers', signal: over.signal })) {
    if (event.type !== 'put') continue
    const { metadata, spec, status } = event.object
    if (spec?.nodeName === undefined) {
      await patch(metadata, { spec: { nodeName: 'local' } })
    } else if (status?.phase === 'Succeeded' || status?.phase === 'Failed') {
      if (metadata?.deletionTimestamp)
        await client.remove(pods, metadata.name ?? '', metadata.namespace, { graceSeconds: 0 }).catch(() => undefined)
    } else if (metadata?.annotations?.['gastown.io/stop']) {
      await tell(metadata, anEndedPod({ agent: 143, save: { ...worked, stopped: 'terminated' } }))
    } else if (metadata?.name?.startsWith('good')) {
      await tell(metadata, anEndedPod())
    } else if (status?.startTime === undefined) {
      await tell(metadata, aPod({ agent: running, clone: { ok: true, branch: 'polecat/x' } }))
    }
  }
}

function tell(metadata: V1Pod['metadata'], { status }: V1Pod): Promise<unknown> {
  const startTime = `${new Date().toISOString().slice(0, 19)}Z`
  return patch(metadata, { status: { ...status, startTime } }, 'status')
}

function patch(metadata: V1Pod['metadata'], change: object, subresource?: 'status'): Promise<unknown> {
  return client.mergePatch(pods, metadata?.name ?? '', metadata?.namespace, change, { subresource })
}

function create(name: string): Promise<Polecat> {
  const spec = { agent: 'custom', agentConfig: { command: ['true'] } }
  return client.create(polecats, aPolecat(spec, { gitRepository: '/srv/athena.git' }, name))
}

async function until(name: string, wanted: (polecat: Polecat) => boolean): Promise<Polecat> {
  for await (const event of client.watch(polecats, {
    namespace: 'gastown-system',
    fieldSelector: `metadata.name=${name}`,
  })) {
    if (event.type === 'put' && wanted(event.object)) return event.object
  }
  throw new Error('the watch ended')
}

test('a polecat is done, is shown with its events, and is deleted with all that was made for it', async () => {
  await create('good')
  const { status } = await until('good', ({ status }) => status?.phase === 'Done')
  expect(status).toMatchObject({ reason: 'Pushed', sandboxed: true, result: { saved: 'saved' } })
  const told = async () =>
    (await client.list(events, { namespace: 'gastown-system' })).items.map(({ reason }) => reason)
  await expect.poll(told).toEqual(expect.arrayContaining(['Started', 'Pushed']))

  const before = (await client.list(polecats)).resourceVersion
  await client.remove(polecats, 'good', 'gastown-system')
  await expect.poll(async () => (await client.list(polecats)).items).toEqual([])
  await expect.poll(async () => (await client.list(pods)).items).toEqual([])
  await expect.poll(async () => (await client.list(configMaps, { namespace: 'gastown-workers' })).items).toEqual([])
  expect(Number((await client.list(polecats)).resourceVersion)).toBeGreaterThan(Number(before))
})

test('terminated while it works, then deleted', async () => {
  await create('works')
  await until('works', ({ status }) => status?.phase === 'Working')
  await client.mergePatch(polecats, 'works', 'gastown-system', { spec: { desiredState: 'Terminated' } })
  const { status } = await until('works', ({ status }) => status?.phase === 'Terminated')
  expect(status?.message).toBe('terminated on request; pushed 3 commits (a1b2c3d) to polecat/fix-it')
  await client.remove(polecats, 'works', 'gastown-system')
  await expect.poll(async () => (await client.list(polecats)).items).toEqual([])
})

test('at rest nothing is written', async () => {
  await create('good-rest')
  const { metadata } = await until('good-rest', ({ status }) => status?.phase === 'Done')
  const podVersions = async () =>
    (await client.list(pods)).items.map(({ metadata }) => metadata?.finalizers?.length ?? 0)
  await expect.poll(podVersions).toEqual([0])
  const { resourceVersion } = await client.list(polecats)
  await create('good-other')
  await until('good-other', ({ status }) => status?.phase === 'Done')
  expect((await client.get(polecats, 'good-rest', 'gastown-system')).metadata.resourceVersion).toBe(
    metadata.resourceVersion,
  )
  expect(Number(resourceVersion)).toBeGreaterThan(0)
  expect(notices).toEqual([])
})

test('how soon after its creation a pod is there', async () => {
  const taken: number[] = []
  for (let round = 0; round < 5; round++) {
    const began = performance.now()
    const made = await create(`good-fast-${round}`)
    const watch = client.watch(pods, { labelSelector: `gastown.io/polecat-uid=${made.metadata.uid}` })
    for await (const event of watch) if (event.type === 'put') break
    taken.push(performance.now() - began)
  }
  // Never a limit on speed in a test; only that it does not wait for a timer.
  expect(Math.min(...taken)).toBeLessThan(2000)
  if (process.env['GASTOWN_TEST_TIMES']) process.stderr.write(`create to pod: ${taken.map(Math.round).join(' ')} ms\n`)
})
