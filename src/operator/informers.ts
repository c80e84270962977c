/** Informers: watches that fill the cache. */
import type { Client, Scope } from '../kube/client.ts'
import { pods, polecats, rigs, type KubeObject, type Resource } from '../kube/resources.ts'
import type { V1Pod } from '../kube/wire.ts'
import { labels, operatorName } from '../polecat/names.ts'
import type { Polecat } from '../polecat/schema.ts'
import type { Rig } from '../rig/schema.ts'
import type { Cache } from './cache.ts'
import { essentialPod } from './cache/essential.ts'
import type { OperatorLog } from './report/operator-log.ts'
import type { OperatorState, WatchState } from './report/operator-state.ts'

export interface InformerOptions {
  readonly client: Client
  readonly cache: Cache
  readonly polecatNamespace: string
  readonly workerNamespace: string
  readonly signal: AbortSignal
  readonly log: OperatorLog
  /** What is known of each watch. */
  readonly watches: OperatorState['watches']
  /** Called with each connection that was lost. */
  failed(resource: string, error: Error): void
  /** Called once all that exists is in the cache: before, what is not there yet would look as if it were gone. */
  ready(): void
  podSeen(pod: V1Pod): void
  podGone(pod: V1Pod): void
  polecatGone(polecat: Polecat): void
  rigSeen(rig: Rig): void
}

/** Ends with the signal; rejects where one of the watches is refused for good. */
export async function runInformers(options: InformerOptions): Promise<void> {
  const { cache, signal } = options
  let unsynced = 3
  const synced = () => {
    unsynced -= 1
    if (unsynced === 0) options.ready()
  }
  const putPod = (whole: V1Pod) => {
    const pod = essentialPod(whole)
    cache.putPod(pod)
    options.podSeen(pod)
  }
  const dropPod = (pod: V1Pod) => {
    options.podGone(pod)
    cache.dropPod(pod)
  }
  const dropPolecat = (polecat: Polecat) => {
    options.polecatGone(polecat)
    cache.dropPolecat(polecat)
  }
  const putRig = (rig: Rig) => {
    cache.putRig(rig)
    options.rigSeen(rig)
  }
  const labelSelector = `${labels.managedBy}=${operatorName}`
  const inPods = { namespace: options.workerNamespace, labelSelector, signal }
  const inPolecats = { namespace: options.polecatNamespace, signal }
  await Promise.all([
    inform(options, rigs, { signal }, { put: putRig, drop: cache.dropRig, synced }),
    inform(options, pods, inPods, { put: putPod, drop: dropPod, synced }),
    inform(options, polecats, inPolecats, { put: cache.putPolecat, drop: dropPolecat, synced }),
  ])
}

interface Handlers<T> {
  put(object: T): void
  drop(object: T): void
  synced(): void
}

async function inform<T extends KubeObject>(
  { client, log, watches, failed }: InformerOptions,
  resource: Resource<T>,
  scope: Scope,
  { put, drop, synced }: Handlers<T>,
): Promise<void> {
  const { plural } = resource
  const now = performance.now()
  const state: WatchState = { synced: false, heardAt: now, triedAt: now }
  watches.set(plural, state)
  const onSign = (sign: 'tried' | 'heard') => void (state[`${sign}At`] = performance.now())
  for await (const event of client.watch(resource, { ...scope, onSign })) {
    switch (event.type) {
      case 'put':
        put(event.object)
        break
      case 'gone':
        drop(event.object)
        break
      case 'lost':
        state.lost = { at: performance.now(), why: event.error.message }
        failed(plural, event.error)
        log.warn(`lost the watch of ${plural}, reconnecting: ${event.error.message}`)
        break
      case 'back':
        delete state.lost
        log.info(`the watch of ${plural} is back`)
        break
      case 'synced':
        if (!state.synced) synced()
        state.synced = true
    }
  }
}
