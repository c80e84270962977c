import { setTimeout as sleep } from 'node:timers/promises'
import type { Figure } from './figure.ts'
import { openEmbedded } from './api/embedded.ts'
import { openTargetOf, type Target } from './api/target.ts'
import { creates, fanOut, listing, makeNamespace, removeNamespace, shapes } from './api/work.ts'
import { median, percentile, round, usageOf } from './measure.ts'

const calmSeconds = 8
const goals = { JSON: '250 ms', Table: '90 ms', 'Table without objects': '50 ms' } as const

/** The embedded API server, and kube-apiserver where GASTOWN_TEST_KUBECONFIG names one that has our definitions. */
export async function* apiserver(): AsyncGenerator<Figure> {
  const kubeconfig = process.env['GASTOWN_TEST_KUBECONFIG']
  const theirs = kubeconfig === undefined ? undefined : await measurePeer(kubeconfig)
  const server = await openEmbedded()
  try {
    const ours = await measure(server.target)
    for (const [index, figure] of ours.entries()) {
      const peer = theirs?.[index]
      yield peer === undefined ? figure : { ...figure, peer: { name: 'kube-apiserver', value: peer.ours } }
    }
    await creates(server.target, 5000, 10_000, 16)
    const { residentMB } = usageOf(server.pid)
    yield { what: 'server with 10,000 polecats, just made: resident', ours: residentMB, unit: 'MB', goal: '250 MB' }
    await sleep(calmSeconds * 1000)
    yield { what: 'the same at rest', ours: usageOf(server.pid).residentMB, unit: 'MB' }
  } finally {
    await server.close()
  }
}

async function measurePeer(kubeconfig: string): Promise<Figure[]> {
  const target = await openTargetOf(kubeconfig)
  try {
    return await measure(target)
  } finally {
    await removeNamespace(target)
    target.close()
  }
}

async function measure(target: Target): Promise<Figure[]> {
  await makeNamespace(target)
  const figures: Figure[] = []
  await creates(target, 0, 1000, 16)
  const perSecond = await creates(target, 1000, 5000, 16)
  figures.push({
    what: 'durable creates, 16 in parallel',
    ours: Math.round(perSecond),
    unit: 'a second',
    goal: '1,200',
  })
  for (const name of ['JSON', 'Table', 'Table without objects'] as const) {
    const times: number[] = []
    for (let index = 0; index < 11; index++) times.push(await listing(target, shapes[name]))
    figures.push({ what: `list of 5,000, ${name}`, ours: round(median(times)), unit: 'ms', goal: goals[name] })
  }
  const latencies = await fanOut(target, 50, 100, 10)
  const p99 = round(percentile(latencies, 0.99))
  figures.push({ what: 'a change to all of 50 watches, 100 a second, p99', ours: p99, unit: 'ms', goal: '10 ms' })
  return figures
}
