import type { KubeObject } from '../../kube/resources.ts'
import { isNewer } from './newer.ts'

const mostTombstones = 1000

/**
 * The last objects that are gone: an answer to a write of ours, such as the one that let the object go, may come after
 * the news of its end. What was seen later than that is there again, as when it only lacked our label.
 */
export interface Tombstones {
  add(object: KubeObject): void
  has(object: KubeObject): boolean
}

export function openTombstones(): Tombstones {
  const ends = new Map<string, KubeObject>()
  return {
    add(object) {
      const { uid = '', resourceVersion } = object.metadata ?? {}
      ends.set(uid, { metadata: { uid, resourceVersion } })
      for (const oldest of ends.keys()) {
        if (ends.size <= mostTombstones) return
        ends.delete(oldest)
      }
    },
    has(object) {
      const end = ends.get(object.metadata?.uid ?? '')
      return end !== undefined && !isNewer(object, end)
    },
  }
}
