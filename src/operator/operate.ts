/** The operator's loop: informers fill the cache, workers reconcile what is in the workqueue. */
import { isKind } from '../errors.ts'
import { openBestEffortQueue, type BestEffortQueue } from '../kube/best-effort-queue.ts'
import type { Client } from '../kube/client.ts'
import { namespaces } from '../kube/resources.ts'
import type { PodTexts } from '../pod/texts.ts'
import { openCache, type Cache } from './cache.ts'
import { isDrained, type Drain } from './drain.ts'
import { recordEvent } from './events.ts'
import { deleteAttemptObjects, type ExecutorDeps } from './execute.ts'
import { runInformers, type InformerOptions } from './informers.ts'
import { openLogReader, type LogReader } from './log-reader.ts'
import type { PlanOptions } from './plan/observed.ts'
import { openRecords } from './records.ts'
import type { ReconcilerDeps } from './reconcile.ts'
import { meterTransition, type Meter } from './report/meter.ts'
import { countFailure } from './report/observed-client.ts'
import type { OperatorLog } from './report/operator-log.ts'
import type { OperatorState } from './report/operator-state.ts'
import { aboutPolecat, logTransition } from './report/transition-line.ts'
import { updateRigCondition } from './rig-condition.ts'
import { startWorkers } from './workers.ts'
import { startHindrance } from './rights/missing-rights.ts'
import type { Workqueue } from './workqueue.ts'

export interface OperateOptions {
  readonly client: Client
  readonly local: boolean
  /** Whether agents run in a sandbox, in local mode. */
  readonly sandboxed: boolean
  /** The gastown image. */
  readonly image: string
  readonly agentImage: string
  readonly polecatNamespace: string
  readonly workerNamespace: string
  readonly texts: PodTexts
  readonly signal: AbortSignal
  readonly log: OperatorLog
  readonly state: OperatorState
  readonly meter: Meter
  /** Bytes of all records together (default: 64 MiB). */
  readonly recordBytes?: number
  /** Reviews the operator's rights now. */
  reviewRights(): Promise<void>
  /** Stops all that works and starts nothing more, in local mode. */
  readonly drain?: Drain
}

/** Works until the signal; rejects where one of the watches is refused for good. */
export async function operate(options: OperateOptions): Promise<void> {
  const { client, texts, state, meter, drain, log, workerNamespace } = options
  const queues = openQueues(options)
  let queue: Workqueue | undefined
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
  const records = openRecords({ ...options, later: (work) => queues.bestEffort.run('cannot trim records', work) })
  const executor = { client, cache, texts, workerNamespace, records }
  const reader = openLogReader({ client, workerNamespace, changed: cache.touchPod })
  const deps = reconcilerDeps(options, { cache, executor, reader, ...queues }, await planOptions(options))
  const over = new AbortController()
  drain?.asked.addEventListener('abort', enqueueAll)
  state.onRights = enqueueAll
  try {
    await runInformers({
      ...options,
      ...informerHandlers(options, { cache, executor, reader, ...queues }),
      cache,
      watches: state.watches,
      failed: (resource, error) => countFailure(meter, 'watch', resource, error),
      signal: AbortSignal.any([options.signal, over.signal]),
      ready() {
        queue = startWorkers(deps, { meter, state, log, reconciled: endDrain })
        enqueueAll()
      },
    })
  } finally {
    state.watches.clear()
    delete state.onRights
    for (const name of ['gastown_queue_length', 'gastown_polecats'] as const) meter.gauge(name, () => [])
    over.abort()
    drain?.asked.removeEventListener('abort', enqueueAll)
    await reader.close()
    await queue?.close()
    await Promise.all([queues.bestEffort.settled(), queues.events.settled()])
  }
}

/** Events that wait at most: they come after everything else, and a server that is behind gets no more of them. */
const mostEvents = 1000

interface Parts {
  readonly cache: Cache
  readonly executor: ExecutorDeps
  readonly reader: LogReader
  readonly bestEffort: BestEffortQueue
  readonly events: BestEffortQueue
}

function openQueues({ log, meter }: OperateOptions): Pick<Parts, 'bestEffort' | 'events'> {
  const notice = (line: string) => log.warn(line)
  const dropped = () => meter.add('gastown_events_dropped_total', 1)
  return { bestEffort: openBestEffortQueue(notice), events: openBestEffortQueue(notice, { most: mostEvents, dropped }) }
}

function reconcilerDeps(
  { client, drain, log, meter, local, state, reviewRights }: OperateOptions,
  { cache, executor, reader, events }: Parts,
  options: PlanOptions,
): ReconcilerDeps {
  return {
    client,
    cache,
    options,
    executor,
    logStateOf: reader.logStateOf,
    isDraining: () => drain?.asked.aborted === true,
    startHindrance: () => startHindrance(state.missingRights),
    reviewRights,
    recordEvent(polecat, transition) {
      const now = new Date()
      events.run('cannot write an event', () => recordEvent(client, polecat, transition, now))
    },
    statusWritten(polecat, before) {
      meterTransition(meter, polecat, before)
      // In local mode commands tell it, and nobody collects the daemon's log.
      if (!local) logTransition(log, polecat, before)
    },
  }
}

type Handlers = Pick<InformerOptions, 'rigSeen' | 'podSeen' | 'podGone' | 'polecatGone'>

function informerHandlers(
  { client, local, log }: OperateOptions,
  { cache, executor, reader, bestEffort }: Parts,
): Handlers {
  return {
    rigSeen: (rig) =>
      bestEffort.run('cannot update the condition of a rig', () => updateRigCondition(client, rig, local)),
    podSeen: reader.put,
    podGone(pod) {
      reader.drop(pod)
      bestEffort.run('cannot delete a ConfigMap', () => deleteAttemptObjects(executor, pod.metadata?.name ?? ''))
    },
    polecatGone(polecat) {
      const { metadata, spec } = polecat
      const known = cache.polecats.get(`${metadata.namespace}/${metadata.name}`)
      log.info('the polecat is gone', { ...aboutPolecat(polecat), rig: spec?.rig ?? known?.spec.rig })
    },
  }
}

async function planOptions(options: OperateOptions): Promise<PlanOptions> {
  const { workerNamespace, image, agentImage, local, sandboxed } = options
  return {
    workerNamespace,
    image,
    agentImage,
    local,
    sandboxed,
    openshiftUidRange: local ? false : await hasUidRange(options.client, workerNamespace),
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
