/** Deletion: preconditions, grace, finalizers, and what a namespace or a definition takes with it. */
import { namespaces } from '../builtin/small.ts'
import type { Cluster } from '../cluster.ts'
import { cleanupFinalizer, customResourceDefinitions } from '../crd/definition-kind.ts'
import { conflict, forbidden, notFound, type Status } from '../failure.ts'
import { copy, objectAt, type ApiObject } from '../object.ts'
import { apiVersionOf, storeName, type ResourceDefinition } from '../resource.ts'
import type { Key } from '../store/entry.ts'
import type { DeleteOptions } from './delete-options.ts'
import { timestamp } from './timestamp.ts'
import { finishDefinition, finishNamespace, removeNow } from './removal.ts'

const keptNamespaces = ['default', 'kube-system', 'kube-public']

/** What is left of the object, or that it is gone. */
export type Deletion = { readonly gone: boolean; readonly object: ApiObject }

export async function remove(
  cluster: Cluster,
  definition: ResourceDefinition,
  key: Key,
  options: DeleteOptions,
): Promise<Deletion> {
  if (definition === namespaces && keptNamespaces.includes(key.name)) {
    throw forbidden(definition, key.name, 'this namespace may not be deleted')
  }
  const entry = cluster.store.latest(key)
  if (!entry) throw notFound(definition, key.name)
  const object: ApiObject = { apiVersion: apiVersionOf(definition), kind: definition.kind, ...copy(entry.object) }
  checkPreconditions(definition, key, object, options)
  const wasDeleting = object.metadata.deletionTimestamp !== undefined
  const changed = mark(cluster, definition, object, options)
  const { finalizers = [], deletionGracePeriodSeconds = 0 } = object.metadata
  const gone = finalizers.length === 0 && deletionGracePeriodSeconds === 0 && !isHeld(definition, object)
  if (options.dryRun) {
    await cluster.store.settled()
    return { gone, object }
  }
  if (gone) {
    object.metadata.resourceVersion = String(await removeNow(cluster, definition, key))
    return { gone, object }
  }
  const stored = changed ? (await cluster.store.put(key, object)).object : object
  if (!changed) await cluster.store.settled()
  if (!wasDeleting) await deleteContents(cluster, definition, key.name)
  return { gone: false, object: stored }
}

export function deletionStatus(definition: ResourceDefinition, object: ApiObject): Status {
  const { name, uid } = object.metadata
  const details = { name, group: definition.group || undefined, kind: definition.plural, uid }
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details }
}

function checkPreconditions(definition: ResourceDefinition, key: Key, object: ApiObject, options: DeleteOptions): void {
  const { uid, resourceVersion } = object.metadata
  const words = { ...definition, plural: definition.kind }
  if (options.uid !== undefined && options.uid !== uid) {
    const why = `the UID in the precondition (${options.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`
    throw conflict(words, key.name, why)
  }
  if (options.resourceVersion !== undefined && options.resourceVersion !== resourceVersion) {
    const why = `the ResourceVersion in the precondition (${options.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`
    throw conflict(words, key.name, why)
  }
}

/** Writes down that the object is to go, and when; says whether that changed it. */
function mark(cluster: Cluster, definition: ResourceDefinition, object: ApiObject, options: DeleteOptions): boolean {
  const { metadata } = object
  if (metadata.deletionTimestamp !== undefined) return shorten(definition, object, options)
  const grace = definition.graceSeconds(object, options.graceSeconds)
  metadata.deletionTimestamp = timestamp(Date.now() + grace * 1000)
  metadata.deletionGracePeriodSeconds = grace
  if (metadata.generation !== undefined) metadata.generation++
  if (definition === namespaces) {
    delete metadata.deletionGracePeriodSeconds
    object.status = { ...objectAt(object, 'status'), phase: 'Terminating' }
  }
  if (definition === customResourceDefinitions && hasInstances(cluster, metadata.name ?? '')) {
    metadata.finalizers = [...(metadata.finalizers ?? []), cleanupFinalizer]
  }
  return true
}

/** A second deletion can only make the first one faster. */
function shorten(definition: ResourceDefinition, object: ApiObject, options: DeleteOptions): boolean {
  const { metadata } = object
  const before = metadata.deletionGracePeriodSeconds ?? 0
  if (options.graceSeconds === undefined || before === 0) return false
  const grace = definition.graceSeconds(object, options.graceSeconds)
  if (grace >= before) return false
  const end = Date.parse(metadata.deletionTimestamp ?? '') - before * 1000 + grace * 1000
  metadata.deletionTimestamp = timestamp(end)
  metadata.deletionGracePeriodSeconds = grace
  return true
}

/** A namespace waits for its contents by its own kind of finalizer. */
function isHeld(definition: ResourceDefinition, object: ApiObject): boolean {
  const { finalizers } = objectAt(object, 'spec')
  return definition === namespaces && Array.isArray(finalizers) && finalizers.length > 0
}

function hasInstances(cluster: Cluster, resource: string): boolean {
  for (const _ of cluster.store.list(resource)) return true
  return false
}

async function deleteContents(cluster: Cluster, definition: ResourceDefinition, name: string): Promise<void> {
  const background: DeleteOptions = { dryRun: false }
  if (definition === namespaces) {
    for (const inside of cluster.registry.all().filter(({ namespaced }) => namespaced)) {
      const entries = [...cluster.store.list(storeName(inside), name)]
      await Promise.all(entries.map((entry) => deleteIfThere(cluster, inside, entry, background)))
    }
    await finishNamespace(cluster, name)
  } else if (definition === customResourceDefinitions) {
    const instances = cluster.registry.byStoreName(name)
    const entries = instances ? [...cluster.store.list(name)] : []
    if (instances) await Promise.all(entries.map((entry) => deleteIfThere(cluster, instances, entry, background)))
    await finishDefinition(cluster, name)
  }
}

async function deleteIfThere(
  cluster: Cluster,
  definition: ResourceDefinition,
  key: Key,
  options: DeleteOptions,
): Promise<void> {
  if (cluster.store.latest(key)) await remove(cluster, definition, key, options)
}
