/**
 * The operator beside a real API server: polecats on simulated nodes (label type=kwok), as ratios to the creates that the
 * server does alone in the same run. Needs GASTOWN_TEST_KUBECONFIG, our definitions there, and such nodes.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { openTargetOf, type Target } from './api/target.ts'
import type { Figure } from './figure.ts'
import { median, percentile, round, usageOf } from './measure.ts'
import { makeNamespaces, removeNamespaces, rigName, type Namespaces } from './operator/namespaces.ts'
import { watchAttempts } from './operator/watched.ts'
import { writesOf } from './operator/writes.ts'
import { connect } from '../src/kube/connect.ts'
import type { Client } from '../src/kube/client.ts'
import { polecats } from '../src/kube/resources.ts'
import { fieldManagers, finalizers } from '../src/polecat/names.ts'

const count = 1000
const runs = 3
const parallel = 16

interface Measured {
  readonly ratio: number
  readonly cpuSeconds: number
  readonly residentMB: number
  readonly p50: number
  readonly p99: number
  readonly writes: number
}

export async function* operator(): AsyncGenerator<Figure> {
  const kubeconfig = process.env['GASTOWN_TEST_KUBECONFIG']
  if (kubeconfig === undefined) return
  const client = await connect({ kubeconfig, fieldManager: fieldManagers.cli, env: {}, home: '' })
  const target = await openTargetOf(kubeconfig)
  const all: Measured[] = []
  for (let run = 0; run < runs; run++) all.push(await measure(client, target, { kubeconfig, run }))
  target.close()
  client.close()
  const of = (part: keyof Measured) => median(all.map((one) => one[part]))
  const what = `${count} polecats at once`
  yield { what: `${what}: pods a second ÷ creates a second alone`, ours: round(of('ratio'), 3), unit: '', goal: '0.14' }
  yield { what: `${what}: operator CPU until all pods exist`, ours: round(of('cpuSeconds')), unit: 's' }
  yield { what: `${what}: operator resident`, ours: of('residentMB'), unit: 'MB', goal: '157 MB' }
  yield { what: `${what}: status after the pod runs, p50`, ours: Math.round(of('p50')), unit: 'ms', goal: '1,000 ms' }
  yield { what: `${what}: status after the pod runs, p99`, ours: Math.round(of('p99')), unit: 'ms', goal: '5,000 ms' }
  yield { what: `${what}: writes each until all run`, ours: round(of('writes')), unit: '' }
}

interface RunOptions {
  readonly kubeconfig: string
  readonly run: number
}

async function measure(client: Client, target: Target, { kubeconfig, run }: RunOptions): Promise<Measured> {
  const namespaces = await makeNamespaces(client, run)
  const alone = await createAll(target, namespaces.alone)
  const over = new AbortController()
  const child = startOperator(kubeconfig, namespaces)
  const watched = watchAttempts(client, namespaces, over.signal)
  try {
    const before = { writes: await writesOf(target), cpuMs: usageOf(child.pid ?? 0).cpuMs }
    const began = performance.now()
    await createAll(target, namespaces.polecats)
    await until(() => watched.created.size === count)
    const { cpuMs, residentMB } = usageOf(child.pid ?? 0)
    const perSecond = (count / (performance.now() - began)) * 1000
    await until(() => watched.told.size === count && watched.running.size === count)
    const latencies = [...watched.running].map(([name, at]) => Math.max(0, (watched.told.get(name) ?? 0) - at))
    return {
      ratio: perSecond / alone,
      cpuSeconds: (cpuMs - before.cpuMs) / 1000,
      residentMB,
      p50: percentile(latencies, 0.5),
      p99: percentile(latencies, 0.99),
      writes: (await writesOf(target)) / count - before.writes / count - 1,
    }
  } finally {
    over.abort()
    await cleanUp(client, namespaces)
    child.kill()
    await once(child, 'exit')
    await removeNamespaces(client, namespaces)
  }
}

function startOperator(kubeconfig: string, { polecats, pods }: Namespaces) {
  const where = ['--kubeconfig', kubeconfig, '--namespace', polecats, '--worker-namespace', pods]
  return spawn(process.execPath, ['bin/run.js', 'operator', 'run', ...where], {
    stdio: 'ignore',
  })
}

/** Creates them in parallel over connections that stay; creates a second. */
async function createAll(target: Target, namespace: string): Promise<number> {
  let next = 0
  const began = performance.now()
  const worker = async () => {
    for (let index = next++; index < count; index = next++) await target.ok('POST', pathOf(namespace), aPolecat(index))
  }
  await Promise.all(Array.from({ length: parallel }, worker))
  return (count / (performance.now() - began)) * 1000
}

function pathOf(namespace: string): string {
  return `/apis/gastown.gastown.io/v1alpha1/namespaces/${namespace}/polecats`
}

function aPolecat(index: number): object {
  return {
    apiVersion: 'gastown.gastown.io/v1alpha1',
    kind: 'Polecat',
    metadata: { name: `bench-${index}`, finalizers: [finalizers.polecat] },
    spec: {
      rig: rigName,
      taskDescription: 'Do nothing.',
      agent: 'custom',
      agentConfig: { command: ['true'] },
      kubernetes: {
        activeDeadlineSeconds: 3600,
        nodeSelector: { type: 'kwok' },
        tolerations: [{ key: 'kwok.x-k8s.io/node', operator: 'Exists' }],
        resources: { requests: { cpu: '10m', memory: '64Mi' } },
      },
    },
  }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(20)
}

async function cleanUp(client: Client, { polecats: namespace, alone }: Namespaces): Promise<void> {
  const unclaimed = await client.list(polecats, { namespace: alone })
  for (const { metadata } of unclaimed.items)
    await client.mergePatch(polecats, metadata.name ?? '', alone, { metadata: { finalizers: [] } })
  const { items } = await client.list(polecats, { namespace })
  for (const { metadata } of items) await client.remove(polecats, metadata.name ?? '', namespace)
  for (;;) {
    if ((await client.list(polecats, { namespace })).items.length === 0) return
    await sleep(500)
  }
}
