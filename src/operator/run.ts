/** The operator's loop: informers fill the cache, workers reconcile what is in the workqueue. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isKind, messageOf } from '../errors.ts'
import { installation } from '../installation.ts'
import type { Client } from '../kube/client.ts'
import { openBestEffortQueue } from '../kube/best-effort-queue.ts'
import { namespaces } from '../kube/resources.ts'
import type { PodTexts } from '../pod/texts.ts'
import { polecatNamespace, workerNamespace } from '../polecat/names.ts'
import { openCache, type Cache } from './cache.ts'
import { isDrained, type Drain } from './drain.ts'
import { deleteAttemptObjects } from './execute.ts'
import { recordEvent } from './events.ts'
import { runInformers } from './informers.ts'
import { serveHealth, type Health } from './health.ts'
import { whileLeading } from './lease.ts'
import { openLogReader } from './log-reader.ts'
import type { PlanOptions } from './plan/observed.ts'
import { openWorkqueue, type Workqueue } from './workqueue.ts'
import { reconcile, type ReconcilerDeps } from './reconcile.ts'
import { updateRigCondition } from './rig-condition.ts'

export interface OperatorOptions {
  readonly client: Client
  readonly local: boolean
  /** Whether agents run in a sandbox, in local mode. */
  readonly sandboxed: boolean
  /** The gastown image. */
  readonly image?: string
  readonly agentImage?: string
  readonly signal: AbortSignal
  readonly leaderElection: boolean
  notice(line: string): void
  readonly polecatNamespace?: string
  readonly workerNamespace?: string
  readonly healthPort?: number
  /** Default: the installation's own. */
  readonly texts?: PodTexts
  /** Stops all that works and starts nothing more, in local mode. */
  readonly drain?: Drain
}

const workers = 16
const usualImage = 'gastown'

/** Ends with the signal, once nothing is under way; rejects only where no retry could mend it. */
export async function runOperator(options: OperatorOptions): Promise<void> {
  const { client, signal, leaderElection, healthPort } = options
  const namespace = options.polecatNamespace ?? polecatNamespace
  const texts = options.texts ?? (await installedTexts())
  const health: Health = {
    // One that waits for the lease is as ready as it can be; a roll-out would wait for it for ever otherwise.
    ready: leaderElection,
    metrics: { reconciles: 0, errors: 0, queue: () => 0, polecatsByPhase: () => new Map() },
  }
  const over = new AbortController()
  if (healthPort !== undefined) await serveHealth(healthPort, health, AbortSignal.any([signal, over.signal]))
  const work = (signal: AbortSignal) => operate({ ...options, signal }, { namespace, texts, health })
  const notice = (line: string) => options.notice(line)
  try {
    await (leaderElection ? whileLeading({ client, namespace, signal, notice }, work) : work(signal))
  } finally {
    over.abort()
  }
}

async function installedTexts(): Promise<PodTexts> {
  const { entryScript, templates } = installation()
  const [entry, preamble] = await Promise.all([
    readFile(entryScript, 'utf8'),
    readFile(join(templates, 'preamble.md'), 'utf8'),
  ])
  return { entry, preamble }
}

interface Installed {
  readonly namespace: string
  readonly texts: PodTexts
  readonly health: Health
}

async function operate(options: OperatorOptions, { namespace, texts, health }: Installed): Promise<void> {
  const { client } = options
  const notice = (line: string) => options.notice(line)
  const place = options.workerNamespace ?? workerNamespace
  const bestEffort = openBestEffortQueue(notice)
  let queue: Workqueue | undefined
  const { drain } = options
  const cache = openCache((keys) => {
    for (const key of keys) queue?.add(key)
    endDrain()
  })
  const endDrain = () => {
    if (drain?.asked.aborted === true && queue !== undefined && isDrained(cache)) drain.over()
  }
  const enqueueAll = () => {
    for (const key of cache.polecats.keys()) queue?.add(key)
    endDrain()
  }
  const executor = { client, cache, texts, workerNamespace: place }
  const reader = openLogReader({ client, workerNamespace: place, changed: cache.touchPod })
  const deps: ReconcilerDeps = {
    client,
    cache,
    options: await planOptions(options, place),
    executor,
    logStateOf: reader.logStateOf,
    isDraining: () => drain?.asked.aborted === true,
    recordEvent(polecat, transition) {
      const now = new Date()
      bestEffort.run('cannot write an event', () => recordEvent(client, polecat, transition, now))
    },
  }
  const over = new AbortController()
  health.ready = false
  drain?.asked.addEventListener('abort', enqueueAll)
  try {
    await runInformers({
      client,
      cache,
      polecatNamespace: namespace,
      workerNamespace: place,
      signal: AbortSignal.any([options.signal, over.signal]),
      notice,
      ready() {
        queue = startWorkers(deps, { health, notice, reconciled: endDrain })
        enqueueAll()
        health.ready = true
      },
      rigSeen: (rig) =>
        bestEffort.run('cannot update the condition of a rig', () => updateRigCondition(client, rig, options.local)),
      podSeen: reader.put,
      podGone(pod) {
        reader.drop(pod)
        bestEffort.run('cannot delete a ConfigMap', () => deleteAttemptObjects(executor, pod.metadata?.name ?? ''))
      },
    })
  } finally {
    health.ready = options.leaderElection
    over.abort()
    drain?.asked.removeEventListener('abort', enqueueAll)
    await reader.close()
    await queue?.close()
    await bestEffort.settled()
  }
}

async function planOptions(options: OperatorOptions, place: string): Promise<PlanOptions> {
  const image = options.image ?? usualImage
  return {
    workerNamespace: place,
    image,
    agentImage: options.agentImage ?? image,
    local: options.local,
    sandboxed: options.sandboxed,
    openshiftUidRange: options.local ? false : await hasUidRange(options.client, place),
  }
}

async function hasUidRange(client: Client, name: string): Promise<boolean> {
  try {
    const { metadata } = await client.get(namespaces, name)
    return metadata?.annotations?.['openshift.io/sa.scc.uid-range'] !== undefined
  } catch (error) {
    if (isKind(error, 'not-found', 'denied')) return false
    throw error
  }
}

interface WorkerOptions {
  readonly health: Health
  notice(line: string): void
  /** Called after every reconciliation. */
  reconciled(): void
}

function startWorkers(deps: ReconcilerDeps, { health: { metrics }, notice, reconciled }: WorkerOptions): Workqueue {
  const queue = openWorkqueue({
    workers,
    async work(key) {
      metrics.reconciles += 1
      try {
        queue.addAt(key, await reconcile(deps, key))
      } finally {
        reconciled()
      }
    },
    failed(key, error, tries) {
      metrics.errors += 1
      // Somebody else wrote first, as happens; only when it keeps happening is it worth a word.
      if (!isKind(error, 'conflict') || tries > 5) notice(`${key}: ${messageOf(error)}`)
    },
  })
  metrics.queue = () => queue.length
  metrics.polecatsByPhase = () => countPhases(deps.cache)
  return queue
}

function countPhases(cache: Cache): Map<string, number> {
  const phases = new Map<string, number>()
  for (const { status } of cache.polecats.values()) {
    const phase = status?.phase ?? 'New'
    phases.set(phase, (phases.get(phase) ?? 0) + 1)
  }
  return phases
}
