/** Informers: watches that fill the cache. */
import type { Client, WatchEvent } from '../kube/client.ts'
import { pods, polecats, rigs } from '../kube/resources.ts'
import type { V1Pod } from '../kube/wire.ts'
import { labels, managedBy } from '../polecat/names.ts'
import type { Rig } from '../rig/schema.ts'
import type { Cache } from './cache.ts'

export interface InformerOptions {
  readonly client: Client
  readonly cache: Cache
  readonly polecatNamespace: string
  readonly workerNamespace: string
  readonly signal: AbortSignal
  notice(line: string): void
  /** Called once all that exists is in the cache: before, what is not there yet would look as if it were gone. */
  ready(): void
  podSeen(pod: V1Pod): void
  podGone(pod: V1Pod): void
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
  const handlers = { synced, notice: (line: string) => options.notice(line) }
  const putPod = (pod: V1Pod) => {
    cache.putPod(pod)
    options.podSeen(pod)
  }
  const dropPod = (pod: V1Pod) => {
    options.podGone(pod)
    cache.dropPod(pod)
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
    inform(ourPolecats, { ...handlers, what: 'polecats', put: cache.putPolecat, drop: cache.dropPolecat }),
  ])
}

interface Handlers<T> {
  readonly what: string
  put(object: T): void
  drop(object: T): void
  synced(): void
  notice(line: string): void
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
        handlers.notice(`lost the watch of ${handlers.what}, reconnecting: ${event.error.message}`)
        break
      case 'synced':
        if (first) handlers.synced()
        first = false
    }
  }
}
