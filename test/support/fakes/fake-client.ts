/**
 * An API server in memory, as far as commands and the kubelet use one. Objects pass through JSON, as they would over a wire.
 *
 * Kept beside the embedded server of src/apiserver: that takes 50 ms of processor time to start and 2 ms for a request, in
 * some 500 tests; this takes 0.05 ms. Tests also put objects as they stand, with status and uid, in one call, which no API
 * server takes. What a client may expect of a server is held by test/contract, against real ones.
 */
import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { mergePatch } from '../../../src/apiserver/patch/merge.ts'
import { GastownError } from '../../../src/errors.ts'
import type { Client, WatchEvent } from '../../../src/kube/client.ts'
import type { KubeObject, Resource } from '../../../src/kube/resources.ts'

type Stored = KubeObject & { metadata: NonNullable<KubeObject['metadata']> } & Record<string, unknown>
type Listener = (event: WatchEvent<never>) => void

export interface FakeClient extends Client {
  /** Every write, such as `patch status pods/x`. */
  readonly writes: string[]
  /** The newest state, or undefined. */
  look<T extends KubeObject>(resource: Resource<T>, name: string): T | undefined
  /** Resolves with the object once it is as asked. */
  until<T extends KubeObject>(resource: Resource<T>, name: string, good: (object: T) => boolean): Promise<T>
  /** Resolves when every watch has taken what there was, and waits for more. */
  watched(): Promise<void>
}

export function fakeClient(): FakeClient {
  const objects = new Map<string, Stored>()
  const listeners = new Map<string, Set<Listener>>()
  const writes: string[] = []
  const busy = new Set<object>()
  let version = 0

  const tell = (resource: Resource, type: 'put' | 'gone', object: Stored) => {
    for (const listener of listeners.get(resource.plural) ?? []) listener({ type, object: copy(object) } as never)
  }
  const find = (resource: Resource, name: string, namespace?: string): Stored => {
    const found = objects.get(key(resource, name, namespace))
    if (found === undefined) throw new GastownError('not-found', `${resource.plural} "${name}" not found`)
    return found
  }
  const store = (resource: Resource, object: Stored): Stored => {
    object.metadata.resourceVersion = String(++version)
    const { name = '', namespace, deletionTimestamp, finalizers } = object.metadata
    const place = key(resource, name, namespace)
    const { deletionGracePeriodSeconds } = object.metadata as { deletionGracePeriodSeconds?: number }
    if (deletionTimestamp !== undefined && deletionGracePeriodSeconds === 0 && (finalizers ?? []).length === 0) {
      objects.delete(place)
      tell(resource, 'gone', object)
    } else {
      objects.set(place, object)
      tell(resource, 'put', object)
    }
    return object
  }

  const client: FakeClient = {
    server: 'https://fake',
    namespace: undefined,
    writes,
    look: (resource, name) => {
      const found = [...objects.entries()].find(([place]) => {
        const parts = place.split('/')
        return parts[0] === resource.plural && parts[2] === name
      })
      return found === undefined ? undefined : copy(found[1])
    },
    until: async (resource, name, good) => {
      const now = client.look(resource, name)
      if (now !== undefined && good(now)) return now
      return await new Promise((resolve) => {
        const listener = (event: { type: string; object: KubeObject }) => {
          if (event.object.metadata?.name !== name || !good(event.object as never)) return
          listeners.get(resource.plural)?.delete(listener as never)
          resolve(event.object as never)
        }
        if (!listeners.has(resource.plural)) listeners.set(resource.plural, new Set())
        listeners.get(resource.plural)?.add(listener as never)
      })
    },
    get: async (resource, name, namespace) => copy(find(resource, name, namespace)),
    list: async (resource) => ({
      items: [...objects.entries()]
        .filter(([place]) => place.startsWith(`${resource.plural}/`))
        .map(([, object]) => copy(object)),
      resourceVersion: String(version),
    }),
    create: async (resource, object) => {
      const made = copy<Stored>(object)
      const { name = '', namespace } = made.metadata
      writes.push(`create ${resource.plural}/${name}`)
      if (objects.has(key(resource, name, namespace)))
        throw new GastownError('conflict', `${resource.plural} "${name}" already exists`)
      made.metadata = { uid: randomUUID(), creationTimestamp: new Date().toISOString(), ...made.metadata }
      return copy(store(resource, made))
    },
    mergePatch: async (resource, name, namespace, patch, call) => {
      writes.push(`patch ${call?.subresource ?? 'object'} ${resource.plural}/${name}`)
      const found = find(resource, name, namespace)
      const uid = (patch as KubeObject).metadata?.uid
      if (uid !== undefined && uid !== found.metadata.uid) throw new GastownError('conflict', 'another uid')
      return copy(store(resource, mergePatch(copy(found), copy(patch)) as Stored))
    },
    // One field manager for all: whoever applies has every field.
    apply: async (resource, object, call) => {
      const { name = '', namespace } = object.metadata ?? {}
      const before = objects.get(key(resource, name, namespace))
      const after = mergePatch(copy(before ?? {}), copy(object)) as Stored
      if (call?.dryRun === true || isDeepStrictEqual(before, after)) return copy(after)
      writes.push(`apply ${resource.plural}/${name}`)
      after.metadata = { uid: randomUUID(), creationTimestamp: new Date().toISOString(), ...after.metadata }
      return copy(store(resource, after))
    },
    remove: async (resource, name, namespace, call) => {
      const found = find(resource, name, namespace)
      writes.push(`delete ${resource.plural}/${name}`)
      if (call?.uid !== undefined && call.uid !== found.metadata.uid) throw new GastownError('conflict', 'another uid')
      const spec = (found as { spec?: { terminationGracePeriodSeconds?: number } }).spec
      const grace = resource.plural === 'pods' ? (call?.graceSeconds ?? spec?.terminationGracePeriodSeconds ?? 30) : 0
      const metadata = { deletionGracePeriodSeconds: grace, deletionTimestamp: new Date().toISOString() }
      store(resource, { ...found, metadata: { ...found.metadata, ...metadata } })
    },
    watch: async function* (resource, scope) {
      const queue: WatchEvent<never>[] = []
      let wake: (() => void) | undefined
      const listener: Listener = (event) => {
        busy.add(queue)
        queue.push(event)
        wake?.()
      }
      busy.add(queue)
      if (!listeners.has(resource.plural)) listeners.set(resource.plural, new Set())
      listeners.get(resource.plural)?.add(listener)
      const { items } = await client.list(resource)
      for (const object of items) yield { type: 'put', object }
      yield { type: 'synced' }
      scope?.signal?.addEventListener('abort', () => wake?.())
      while (scope?.signal?.aborted !== true) {
        const next = queue.shift()
        if (next !== undefined) yield next
        else {
          busy.delete(queue)
          await new Promise<void>((resolve) => (wake = resolve))
        }
      }
      busy.delete(queue)
      listeners.get(resource.plural)?.delete(listener)
    },
    watched: async () => {
      do await new Promise((resolve) => setImmediate(resolve))
      while (busy.size > 0)
    },
    close: () => {},
    table: async (resource, scope) => {
      const { items } = await client.list(resource, scope)
      const columns = [{ name: 'Name', type: 'string', priority: 0 }]
      return { columns, rows: items.map((item: KubeObject) => [item.metadata?.name]) }
    },
    replace: unsupported,
    listMetadata: async (resource, { labelSelector = '' } = {}) => {
      const terms = labelSelector
        .split(',')
        .filter(Boolean)
        .map((term) => term.split('='))
      const { items } = await client.list(resource)
      return items
        .filter(({ metadata }) => terms.every(([name = '', value]) => metadata?.labels?.[name] === value))
        .map(({ metadata }) => ({ metadata }))
    },
    jsonPatch: unsupported,
    raw: unsupported,
    exec: unsupported,
    logs: unsupported,
  }
  return client
}

function key(resource: Resource, name: string, namespace?: string): string {
  return `${resource.plural}/${resource.namespaced ? (namespace ?? '') : ''}/${name}`
}

function copy<T>(value: unknown): T {
  return JSON.parse(JSON.stringify(value)) as T
}

function unsupported(): never {
  throw new Error('the fake client cannot do this')
}
