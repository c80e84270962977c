/** What is asked of the servers: the same of ours and of a peer. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Target } from './target.ts'
import { changeAnnotation, openWatchers } from './watchers.ts'

/** A new one each time: what an earlier run left may still be on its way out. */
const namespace = `gastown-bench-${process.pid}`
const namespaces = '/api/v1/namespaces'
const polecats = `/apis/gastown.gastown.io/v1alpha1/namespaces/${namespace}/polecats`
const strict = 'fieldValidation=Strict'

export async function makeNamespace(target: Target): Promise<void> {
  await target.ok('POST', namespaces, { metadata: { name: namespace } })
}

export async function removeNamespace(target: Target): Promise<void> {
  await target.ok('DELETE', polecats)
  await target.ok('DELETE', `${namespaces}/${namespace}`)
}

/** Creates that run in parallel over connections that stay; creates a second. */
export async function creates(target: Target, from: number, to: number, parallel: number): Promise<number> {
  let next = from
  const began = performance.now()
  const worker = async () => {
    for (let index = next++; index < to; index = next++) {
      await target.ok('POST', `${polecats}?${strict}`, aPolecat(`bench-${index}`))
    }
  }
  await Promise.all(Array.from({ length: parallel }, worker))
  return ((to - from) / (performance.now() - began)) * 1000
}

export const shapes = {
  JSON: { query: '', accept: 'application/json' },
  Table: { query: '', accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' },
  'Table without objects': { query: 'includeObject=None', accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' },
} as const

/** Milliseconds until the last byte. */
export async function listing(target: Target, { query, accept }: (typeof shapes)[keyof typeof shapes]) {
  const began = performance.now()
  await target.ok('GET', `${polecats}?${query}`, undefined, { accept })
  return performance.now() - began
}

const warmUpSeconds = 2

/**
 * Milliseconds from the request that changes a polecat until a watch shows it, for each change and each watch. The
 * changes come at a steady pace, whatever the server does. Those of the first two seconds do not count: neither program
 * has its code compiled by then.
 */
export async function fanOut(target: Target, watches: number, perSecond: number, seconds: number): Promise<number[]> {
  const { metadata } = JSON.parse(String(await target.ok('GET', `${polecats}?limit=1`))) as Versioned
  const path = `${polecats}?watch=true&resourceVersion=${metadata.resourceVersion}`
  const watchers = await openWatchers({ access: target.access, path, watches })
  const changes: Promise<unknown>[] = []
  const began = performance.now()
  const count = perSecond * (warmUpSeconds + seconds)
  for (let index = 0; index < count; index++) {
    await sleep(Math.max(0, began + (index * 1000) / perSecond - performance.now()))
    // The clock is the machine's, the same in every process.
    const sent = index < perSecond * warmUpSeconds ? 0n : process.hrtime.bigint()
    const patch = { metadata: { annotations: { [changeAnnotation]: String(sent) } } }
    changes.push(target.ok('PATCH', `${polecats}/bench-${index % 50}`, patch, merge))
  }
  await Promise.all(changes)
  await sleep(1000)
  const latencies = await watchers.end()
  const wanted = perSecond * seconds * watches
  if (latencies.length < wanted * 0.99) throw new Error(`the watches saw ${latencies.length} of ${wanted} changes`)
  return latencies
}

interface Versioned {
  readonly metadata: { readonly resourceVersion: string }
}

const merge = { 'content-type': 'application/merge-patch+json' }

/** About 1.4 KB, as one that people make is. */
function aPolecat(name: string): object {
  return {
    apiVersion: 'gastown.gastown.io/v1alpha1',
    kind: 'Polecat',
    metadata: {
      name,
      namespace,
      labels: { team: 'bench' },
      annotations: { 'gastown.io/path': '/usr/local/bin:/usr/bin' },
    },
    spec: {
      rig: 'athena',
      desiredState: 'Idle',
      beadID: 'at-1x4',
      taskDescription: `The parser loses the last line of a file that has no newline at its end. ${'Find out why. '.repeat(20)}`,
      agent: 'claude-code',
      agentConfig: { model: 'claude-sonnet-4-5', args: ['--verbose'], env: [{ name: 'LANG', value: 'C.UTF-8' }] },
      kubernetes: {
        gitRepository: 'git@github.com:myorg/myrepo.git',
        gitBranch: 'main',
        gitSecretRef: { name: 'git-credentials' },
        apiKeySecretRef: { name: 'claude-credentials', key: 'api-key' },
        activeDeadlineSeconds: 3600,
        resources: { requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '2', memory: '4Gi' } },
      },
      budget: { costUSD: 5, turns: 100 },
    },
  }
}
