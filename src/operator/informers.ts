/** Informers: watches that fill the cache. */
import type { Client, WatchEvent } from '../kube/client.ts'
import { pods, polecats, rigs } from '../kube/resources.ts'
import type { V1Pod } from '../kube/wire.ts'
import { labels, managedBy } from '../polecat/names.ts'
import type { Polecat } from '../polecat/schema.ts'
import type { Rig } from '../rig/schema.ts'
import type { Cache } from './cache.ts'
import type { OperatorLog } from './report/operator-log.ts'

export interface InformerOptions {
  readonly client: Client
  readonly cache: Cache
  readonly polecatNamespace: string
  readonly workerNamespace: string
  readonly signal: AbortSignal
  readonly log: OperatorLog
  /** Called once all that exists is in the cache: before, what is not there yet would look as if it were gone. */
  ready(): void
  podSeen(pod: V1Pod): void
  podGone(pod: V1Pod): void
  polecatGone(polecat: Polecat): void
  rigSeen(rig: Rig): void
}

/** Ends with the signal; rejects where one of the watches is refused for good. */
export async function runInformers(options: InformerOptions): Promise<void> {
  const { client, cache, signal } = options
  let unsynced = 3
  const synced = () => {
    unsynced -= 1
    if (unsynced === 0) options.ready()
  }
  const handlers = { synced, log: options.log }
  const putPod = (pod: V1Pod) => {
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
  const labelSelector = `${labels.managedBy}=${managedBy}`
  const ourPods = client.watch(pods, { namespace: options.workerNamespace, labelSelector, signal })
  const ourPolecats = client.watch(polecats, { namespace: options.polecatNamespace, signal })
  await Promise.all([
    inform(client.watch(rigs, { signal }), { ...handlers, what: 'rigs', put: putRig, drop: cache.dropRig }),
    inform(ourPods, { ...handlers, what: 'pods', put: putPod, drop: dropPod }),
    inform(ourPolecats, { ...handlers, what: 'polecats', put: cache.putPolecat, drop: dropPolecat }),
  ])
}

interface Handlers<T> {
  readonly what: string
  put(object: T): void
  drop(object: T): void
  synced(): void
  readonly log: OperatorLog
}

async function inform<T>(stream: AsyncIterable<WatchEvent<T>>, handlers: Handlers<T>): Promise<void> {
  let first = true
  for await (const event of stream) {
    switch (event.type) {
      case 'put':
        handlers.put(event.object)
        break
      case 'gone':
        handlers.drop(event.object)
        break
      case 'lost':
        handlers.log.warn(`lost the watch of ${handlers.what}, reconnecting: ${event.error.message}`)
        break
      case 'back':
        handlers.log.info(`the watch of ${handlers.what} is back`)
        break
      case 'synced':
        if (first) handlers.synced()
        first = false
    }
  }
}
