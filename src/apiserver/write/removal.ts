/** Takes an object out of the store, and with it what only waited for it to go. */
import { namespaces } from '../builtin/small.ts'
import type { Cluster } from '../cluster.ts'
import { cleanupFinalizer, customResourceDefinitions } from '../crd/definition-kind.ts'
import { copy, textAt } from '../object.ts'
import { storeName, type ResourceDefinition } from '../resource.ts'
import type { Key } from '../store/entry.ts'

/** Watches are shown the object as it was stored last. Resolves with the version of the removal. */
export async function removeNow(cluster: Cluster, definition: ResourceDefinition, key: Key): Promise<number> {
  const entry = cluster.store.latest(key)
  if (!entry) return 0
  const { version } = await cluster.store.remove(key, copy(entry.object))
  cluster.registry.changed(definition, entry.object, true)
  if (key.namespace) await finishNamespace(cluster, key.namespace)
  if (definition.custom) await finishDefinition(cluster, key.resource)
  return version
}

/** A namespace that is being deleted goes when it is empty. */
export async function finishNamespace(cluster: Cluster, name: string): Promise<void> {
  const key = { resource: storeName(namespaces), namespace: '', name }
  const found = cluster.store.latest(key)
  if (!found || textAt(found.object, 'status', 'phase') !== 'Terminating') return
  for (const definition of cluster.registry.all()) {
    if (definition.namespaced && !isEmpty(cluster, storeName(definition), name)) return
  }
  await removeNow(cluster, namespaces, key)
}

/** A definition that is being deleted goes when its last instance has. */
export async function finishDefinition(cluster: Cluster, name: string): Promise<void> {
  const key = { resource: storeName(customResourceDefinitions), namespace: '', name }
  const found = cluster.store.latest(key)
  const waits = found?.object.metadata.finalizers?.includes(cleanupFinalizer)
  if (!found || !waits || !isEmpty(cluster, name, '')) return
  const last = copy(found.object)
  last.metadata.finalizers = (last.metadata.finalizers ?? []).filter((finalizer) => finalizer !== cleanupFinalizer)
  if (last.metadata.finalizers.length === 0) await removeNow(cluster, customResourceDefinitions, key)
  else await cluster.store.put(key, last)
}

function isEmpty(cluster: Cluster, resource: string, namespace: string): boolean {
  for (const _ of cluster.store.list(resource, namespace)) return false
  return true
}
