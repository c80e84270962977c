import type { WatchEvent } from '../client.ts'
import type { Frame } from './watch-frames.ts'
import type { KubeObject } from '../resources.ts'

/** What a watch has delivered: enough of each object to say which are gone after a new list, and which are unchanged. */
export class WatchedObjects<T extends KubeObject> {
  readonly #known = new Map<string, T>()

  take(frame: Frame): WatchEvent<T> | undefined {
    if (frame.type === 'BOOKMARK' || frame.type === 'ERROR') return undefined
    const object = frame.object as T
    const key = keyOf(object)
    if (frame.type === 'DELETED') {
      this.#known.delete(key)
      return { type: 'gone', object }
    }
    this.#known.set(key, essence(object))
    return { type: 'put', object }
  }
  /** What a whole list changes against what was delivered. */
  *relist(items: readonly T[]): Generator<WatchEvent<T>> {
    const before = new Map(this.#known)
    for (const object of items) {
      const key = keyOf(object)
      const old = before.get(key)
      before.delete(key)
      if (old && old.metadata?.uid !== object.metadata?.uid) yield { type: 'gone', object: old }
      if (old && old.metadata?.resourceVersion === object.metadata?.resourceVersion) continue
      this.#known.set(key, essence(object))
      yield { type: 'put', object }
    }
    for (const [key, object] of before) {
      this.#known.delete(key)
      yield { type: 'gone', object }
    }
  }
}

/** A name and namespace; a colon stands in neither. */
function keyOf(object: KubeObject): string {
  return `${object.metadata?.namespace ?? ''}:${object.metadata?.name ?? ''}`
}

/** An object that disappeared unseen is reported as this: its type and metadata, without the bulk. */
function essence<T extends KubeObject>({ apiVersion, kind, metadata }: T): T {
  const { name, namespace, uid, resourceVersion, generation, creationTimestamp, labels, finalizers } = metadata ?? {}
  const annotations = Object.fromEntries(
    Object.entries(metadata?.annotations ?? {}).filter(([key]) => !key.startsWith('kubectl.kubernetes.io/')),
  )
  const kept = { name, namespace, uid, resourceVersion, generation, creationTimestamp, labels, annotations, finalizers }
  return { apiVersion, kind, metadata: kept } as T
}
