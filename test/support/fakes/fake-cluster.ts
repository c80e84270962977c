/**
 * An API server in memory, as far as the operator uses one: versions and conflicts, merge patches, status apart from
 * spec, finalizers, watches. Objects pass through JSON. A pod stays `Pending` until the test sets its status.
 *
 * Kept beside the embedded server of src/apiserver, with which test/operator/embedded.test.ts runs the same loop: here the
 * next call can be made to fail, all writes are counted in their order, and `settled` knows by turns of the event loop, not
 * by time, that the operator has nothing more to do. It also takes a hundredth of the processor time.
 */
import { randomUUID } from 'node:crypto'
import { mergePatch } from '../../../src/apiserver/patch/merge.ts'
import { GastownError } from '../../../src/errors.ts'
import type { Client, WatchEvent } from '../../../src/kube/client.ts'
import { accessReviews, polecats, pods, type KubeObject, type Resource } from '../../../src/kube/resources.ts'
import { responseError } from '../../../src/kube/transport/response-error.ts'
import type { V1Pod, V1SelfSubjectAccessReview } from '../../../src/kube/wire.ts'

type Stored = KubeObject & { metadata: NonNullable<KubeObject['metadata']>; spec?: unknown; status?: unknown }

export interface FakeCluster {
  readonly client: Client
  /** Every write, such as 'create pods a', in order. */
  readonly writes: string[]
  /** git-save's log, by pod. */
  readonly logs: Map<string, readonly string[]>
  /** Calls such as 'create pods' that are denied, as reviews of rights say too. */
  readonly denied: Set<string>
  /** Makes the next call that matches reject instead. */
  failNext(call: string, error: Error): void
  all<T extends KubeObject>(resource: Resource<T>): T[]
  /** Waits until the object of this name is as the test wants it. */
  until<T extends KubeObject>(resource: Resource<T>, name: string, wanted: (object: T) => boolean): Promise<T>
  setPodStatus(name: string, status: V1Pod['status'], nodeName?: string): void
  /** Resolves once no write has been made for a while of turns of the event loop. */
  settled(): Promise<void>
}

export function fakeCluster(): FakeCluster {
  const objects = new Map<string, Stored>()
  const listeners = new Set<(resource: string, type: 'put' | 'gone', object: Stored) => void>()
  const writes: string[] = []
  const logs = new Map<string, readonly string[]>()
  const failures = new Map<string, Error>()
  const denied = new Set<string>()
  let version = 100

  function emit(resource: Resource, type: 'put' | 'gone', object: Stored): void {
    for (const listener of listeners) listener(resource.plural, type, copy(object))
  }

  function save(resource: Resource, key: string, object: Stored): Stored {
    object.metadata.resourceVersion = String(++version)
    const { deletionTimestamp, finalizers = [] } = object.metadata
    if (deletionTimestamp && finalizers.length === 0) {
      objects.delete(key)
      emit(resource, 'gone', object)
    } else {
      objects.set(key, object)
      emit(resource, 'put', object)
    }
    return object
  }

  function find(resource: Resource, name: string, namespace?: string): Stored {
    const found = objects.get(keyOf(resource, name, namespace))
    if (!found) throw new GastownError('not-found', `${resource.plural} "${name}" not found`)
    return found
  }

  async function called(verb: string, resource: Resource, name: string): Promise<void> {
    const call = `${verb} ${resource.plural} ${name}`
    if (verb !== 'get') writes.push(call)
    refuseDenied(verb, resource)
    await new Promise((resolve) => setImmediate(resolve))
    for (const [failing, error] of failures) {
      if (!call.startsWith(failing)) continue
      failures.delete(failing)
      throw error
    }
  }

  function refuseDenied(called: string, resource: Resource): void {
    const verb = { status: 'patch', remove: 'delete' }[called] ?? called
    if (!denied.has(`${verb} ${resource.plural}`)) return
    const message = `${resource.plural} is forbidden: User "operator" cannot ${verb} resource "${resource.plural}"`
    throw responseError({ server: 'https://fake', code: 403, body: JSON.stringify({ kind: 'Status', message }) })
  }

  function review(given: object): V1SelfSubjectAccessReview {
    const { spec } = given as V1SelfSubjectAccessReview
    const { verb, resource } = spec.resourceAttributes ?? {}
    return { ...(given as V1SelfSubjectAccessReview), status: { allowed: !denied.has(`${verb} ${resource}`) } }
  }

  const client = {
    server: 'https://fake',
    namespace: undefined,

    async get(resource, name, namespace) {
      await called('get', resource, name)
      return copy(find(resource, name, namespace))
    },

    async create(resource, given) {
      if (resource.plural === accessReviews.plural) return review(given) as never
      const object = copy<Stored>(given)
      const { name = '', namespace } = object.metadata
      await called('create', resource, name)
      const key = keyOf(resource, name, namespace)
      if (objects.has(key)) throw new GastownError('conflict', `${resource.plural} "${name}" already exists`)
      Object.assign(object.metadata, { uid: randomUUID(), creationTimestamp: new Date().toISOString(), generation: 1 })
      if (resource.plural === pods.plural) object.status = { phase: 'Pending' }
      return copy(save(resource, key, object))
    },

    async mergePatch(resource, name, namespace, patch, call = {}) {
      await called(call.subresource === 'status' ? 'status' : 'patch', resource, name)
      const object = copy<Stored>(find(resource, name, namespace))
      const wanted = copy<{ metadata?: { resourceVersion?: string } }>(patch)
      const guard = wanted.metadata?.resourceVersion
      if (guard !== undefined && guard !== object.metadata.resourceVersion) {
        throw new GastownError('conflict', `${resource.plural} "${name}" has been changed meanwhile`)
      }
      const patched = mergePatch(copy(object), wanted) as Stored
      const before = JSON.stringify(object)
      const next = onlyPart(resource, object, patched, call.subresource)
      if (JSON.stringify(next) === before) return copy(object)
      if (JSON.stringify(next.spec) !== JSON.stringify(object.spec))
        next.metadata.generation = (object.metadata.generation ?? 0) + 1
      return copy(save(resource, keyOf(resource, name, namespace), next))
    },

    async remove(resource, name, namespace, call = {}) {
      await called('remove', resource, name)
      const object = copy<Stored>(find(resource, name, namespace))
      if (call.uid !== undefined && call.uid !== object.metadata.uid) throw new GastownError('conflict', 'another uid')
      object.metadata.deletionTimestamp ??= new Date().toISOString()
      const key = keyOf(resource, name, namespace)
      save(resource, key, object)
    },

    async *watch(resource, scope = {}) {
      refuseDenied('watch', resource)
      const queue: WatchEvent<never>[] = []
      let wake: (() => void) | undefined
      const wanted = (object: Stored) =>
        (scope.namespace === undefined || object.metadata.namespace === scope.namespace) &&
        hasLabels(object, scope.labelSelector)
      const listener = (plural: string, type: 'put' | 'gone', object: Stored) => {
        if (plural !== resource.plural || !wanted(object)) return
        queue.push({ type, object: object as never })
        wake?.()
      }
      for (const [key, object] of objects) {
        if (key.startsWith(`${resource.plural} `) && wanted(object)) queue.push({ type: 'put', object: copy(object) })
      }
      queue.push({ type: 'synced' })
      listeners.add(listener)
      const stop = () => wake?.()
      scope.signal?.addEventListener('abort', stop)
      try {
        while (!scope.signal?.aborted) {
          const event = queue.shift()
          if (event) yield event
          else await new Promise<void>((resolve) => (wake = resolve))
        }
      } finally {
        listeners.delete(listener)
        scope.signal?.removeEventListener('abort', stop)
      }
    },

    async listMetadata(resource, { namespace, labelSelector } = {}) {
      await called('get', resource, '')
      const found = [...objects].filter(([key]) => key.startsWith(`${resource.plural} ${namespace ?? ''} `))
      return found
        .filter(([, object]) => hasLabels(object, labelSelector))
        .map(([, { metadata }]) => copy({ metadata }))
    },

    async *logs(pod, _namespace, { container, tailLines } = {}) {
      await called('get', pods, `${pod}/${container}`)
      const lines = logs.get(pod)
      if (lines === undefined) throw new GastownError('not-found', `the log of ${pod} is not there`)
      for (const text of lines.slice(-(tailLines ?? lines.length))) yield { type: 'line', time: '', text }
    },

    close() {},
  } as Partial<Client> as Client

  const all = <T extends KubeObject>(resource: Resource<T>): T[] =>
    [...objects].flatMap(([key, object]) => (key.startsWith(`${resource.plural} `) ? [copy<T>(object)] : []))

  return {
    client,
    writes,
    denied,
    all,
    logs,
    failNext: (call, error) => failures.set(call, error),

    until(resource, name, wanted) {
      return new Promise((resolve) => {
        const look = () => {
          const found = all(resource).find(({ metadata }) => metadata?.name === name)
          if (!found || !wanted(found)) return false
          listeners.delete(look)
          resolve(found)
          return true
        }
        if (!look()) listeners.add(look)
      })
    },

    setPodStatus(name, status, nodeName = 'node') {
      const [key, pod] =
        [...objects].find(([key]) => key.startsWith(`${pods.plural} `) && key.endsWith(` ${name}`)) ?? []
      if (!key || !pod) throw new Error(`there is no pod ${name}`)
      const next = copy<V1Pod>(pod)
      if (next.spec) next.spec.nodeName = nodeName
      next.status = status
      save(pods, key, next as Stored)
    },

    async settled() {
      for (let quiet = 0, before = writes.length; quiet < 20; quiet++) {
        await new Promise((resolve) => setImmediate(resolve))
        if (writes.length !== before) quiet = 0
        before = writes.length
      }
    },
  }
}

function keyOf(resource: Resource, name: string, namespace?: string): string {
  return `${resource.plural} ${resource.namespaced ? (namespace ?? '') : ''} ${name}`
}

function copy<T>(value: unknown): T {
  return JSON.parse(JSON.stringify(value)) as T
}

/** The status subresource changes nothing but the status, and the Polecat's own path everything else. */
function onlyPart(resource: Resource, before: Stored, after: Stored, subresource: string | undefined): Stored {
  if (resource.plural !== polecats.plural) return after
  return subresource === 'status' ? { ...before, status: after.status } : { ...after, status: before.status }
}

function hasLabels(object: Stored, selector: string | undefined): boolean {
  if (selector === undefined) return true
  return selector.split(',').every((term) => {
    const [name = '', value] = term.split('=')
    return object.metadata.labels?.[name] === value
  })
}
