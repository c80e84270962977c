import { randomBytes, randomUUID } from 'node:crypto'
import type { Cluster } from '../cluster.ts'
import { ApiFailure, alreadyExists, badRequest, forbidden, invalidObject, notFound } from '../failure.ts'
import { textAt, type ApiObject } from '../object.ts'
import { namespaces } from '../builtin/small.ts'
import type { Written } from '../read/render.ts'
import { hasStatus, storeName, type ResourceDefinition } from '../resource.ts'
import type { Key } from '../store/entry.ts'
import type { Owning } from './owning.ts'
import { problemsOf } from './problems.ts'
import { timestamp } from './timestamp.ts'

/** Stores a new object. */
export async function create(
  cluster: Cluster,
  definition: ResourceDefinition,
  namespace: string,
  object: ApiObject,
  dryRun: boolean,
  own: Owning = () => undefined,
): Promise<Written> {
  prepareMetadata(definition, namespace, object)
  if (hasStatus(definition) && definition.kind !== 'Node') delete object.status
  definition.prepare(object, undefined, 'main')
  own(object, undefined)
  definition.admit(object)
  const problems = problemsOf(definition, object, undefined)
  if (problems.length > 0) throw invalidObject(definition, object.metadata.name ?? '', problems)
  const key = { resource: storeName(definition), namespace, name: object.metadata.name ?? '' }
  const existing = cluster.store.latest(key)
  if (existing) throw alreadyExists(definition, key.name, existing.object.metadata.deletionTimestamp !== undefined)
  requireNamespace(cluster, definition, key)
  if (dryRun) {
    await cluster.store.settled()
    return { object }
  }
  const entry = await cluster.store.put(key, object)
  cluster.registry.changed(definition, object, false)
  return { object: entry.object, entry }
}

function prepareMetadata(definition: ResourceDefinition, namespace: string, object: ApiObject): void {
  const { metadata } = object
  if (definition.namespaced && metadata.namespace && metadata.namespace !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  }
  if (metadata.resourceVersion) {
    throw new ApiFailure(500, undefined, 'resourceVersion should not be set on objects to be created')
  }
  if (!metadata.name && metadata.generateName) metadata.name = generateName(metadata.generateName)
  for (const field of ['selfLink', 'deletionTimestamp', 'deletionGracePeriodSeconds', 'resourceVersion']) {
    delete metadata[field]
  }
  if (definition.namespaced) metadata.namespace = namespace
  else delete metadata.namespace
  metadata.uid = randomUUID()
  metadata.creationTimestamp = timestamp(Date.now())
  if (definition.countsGenerations) metadata.generation = 1
}

function requireNamespace(cluster: Cluster, definition: ResourceDefinition, key: Key): void {
  if (!definition.namespaced) return
  const name = key.namespace
  const found = cluster.store.latest({ resource: storeName(namespaces), namespace: '', name })
  if (!found) throw notFound(namespaces, name)
  if (textAt(found.object, 'status', 'phase') !== 'Terminating') return
  const message = `namespace ${name} is being terminated`
  const causes = [{ reason: 'NamespaceTerminating', message, field: 'metadata.namespace' }]
  const why = `unable to create new content in namespace ${name} because it is being terminated`
  throw forbidden(definition, key.name, why, causes)
}

const alphabet = 'bcdfghjklmnpqrstvwxz2456789'

function generateName(base: string): string {
  const suffix = [...randomBytes(5)].map((byte) => alphabet[byte % alphabet.length]).join('')
  return `${base.slice(0, 58)}${suffix}`
}
