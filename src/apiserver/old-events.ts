/** Events are for looking back a day, as nobody deletes them; a cluster keeps them for an hour. */
import { events } from './builtin/events.ts'
import type { Cluster } from './cluster.ts'
import { textAt, type ApiObject } from './object.ts'
import type { Entry } from './store/entry.ts'
import { removeNow } from './write/removal.ts'

const keptMs = 24 * 60 * 60 * 1000
const pauseMs = 10 * 60 * 1000

/** Until the timer is cleared; the first time when it first comes round. */
export function forgetOldEvents(cluster: Cluster): NodeJS.Timeout {
  const timer = setInterval(() => void forgetEventsBefore(cluster, Date.now() - keptMs), pauseMs)
  return timer.unref()
}

export async function forgetEventsBefore(cluster: Cluster, time: number): Promise<void> {
  const old = [...cluster.store.list(events.plural)].filter((entry) => lastSeen(entry.object) < time)
  // What fails, as on a full disk, is tried again next time.
  await Promise.allSettled(old.map((entry) => forget(cluster, entry)))
}

async function forget(cluster: Cluster, entry: Entry): Promise<void> {
  await removeNow(cluster, events, entry)
}

function lastSeen(event: Readonly<ApiObject>): number {
  const time = textAt(event, 'lastTimestamp') || event.metadata.creationTimestamp || ''
  return Date.parse(time)
}
