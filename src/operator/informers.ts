/** Fills the board from watches. */
import type { Client, WatchEvent } from '../kube/client.ts'
import { pods, polecats, rigs } from '../kube/resources.ts'
import type { V1Pod } from '../kube/wire.ts'
import { labels, managedBy } from '../polecat/names.ts'
import type { Rig } from '../rig/schema.ts'
import type { Board } from './cache.ts'

export interface Following {
  readonly client: Client
  readonly board: Board
  readonly polecatNamespace: string
  readonly workerNamespace: string
  readonly signal: AbortSignal
  notice(line: string): void
  /** Called once all that exists is on the board: before, what is not there yet would look as if it were gone. */
  ready(): void
  podSeen(pod: V1Pod): void
  podGone(pod: V1Pod): void
  rigSeen(rig: Rig): void
}

/** Ends with the signal; rejects where one of the watches is refused for good. */
export async function follow(following: Following): Promise<void> {
  const { client, board, signal } = following
  let unsynced = 3
  const synced = () => {
    unsynced -= 1
    if (unsynced === 0) following.ready()
  }
  const reading = { synced, notice: (line: string) => following.notice(line) }
  const putPod = (pod: V1Pod) => {
    board.putPod(pod)
    following.podSeen(pod)
  }
  const dropPod = (pod: V1Pod) => {
    following.podGone(pod)
    board.dropPod(pod)
  }
  const putRig = (rig: Rig) => {
    board.putRig(rig)
    following.rigSeen(rig)
  }
  const labelSelector = `${labels.managedBy}=${managedBy}`
  const ourPods = client.watch(pods, { namespace: following.workerNamespace, labelSelector, signal })
  const ourPolecats = client.watch(polecats, { namespace: following.polecatNamespace, signal })
  await Promise.all([
    read(client.watch(rigs, { signal }), { ...reading, what: 'rigs', put: putRig, drop: board.dropRig }),
    read(ourPods, { ...reading, what: 'pods', put: putPod, drop: dropPod }),
    read(ourPolecats, { ...reading, what: 'polecats', put: board.putPolecat, drop: board.dropPolecat }),
  ])
}

interface Reading<T> {
  readonly what: string
  put(object: T): void
  drop(object: T): void
  synced(): void
  notice(line: string): void
}

async function read<T>(stream: AsyncIterable<WatchEvent<T>>, reading: Reading<T>): Promise<void> {
  let first = true
  for await (const event of stream) {
    switch (event.type) {
      case 'put':
        reading.put(event.object)
        break
      case 'gone':
        reading.drop(event.object)
        break
      case 'lost':
        reading.notice(`lost the watch of ${reading.what}, reconnecting: ${event.error.message}`)
        break
      case 'synced':
        if (first) reading.synced()
        first = false
    }
  }
}
