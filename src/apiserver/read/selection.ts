/** Which objects of a resource a list or watch is about. */
import type { ResourceDefinition } from '../resource.ts'
import { path, type Store } from '../store/store.ts'
import type { Entry } from '../store/entry.ts'
import { storeName } from '../resource.ts'
import { fieldSelector, fieldsMatch } from './fields.ts'
import { labelSelector } from './labels.ts'

export interface Selection {
  readonly definition: ResourceDefinition
  readonly resource: string
  readonly namespace: string
  /** Whether there is a selector. */
  readonly partial: boolean
  has(entry: Entry): boolean
  /** Entries in order, from after a path on. */
  entries(store: Store, after?: string): Iterable<Entry>
}

export function selection(
  definition: ResourceDefinition,
  namespace: string,
  query: URLSearchParams,
  name = '',
): Selection {
  const labels = query.get('labelSelector') ?? ''
  const requirements = fieldSelector(query.get('fieldSelector') ?? '', definition)
  if (name) requirements.push({ field: 'metadata.name', value: name, equal: true })
  const byLabels = labelSelector(labels)
  const byFields = fieldsMatch(requirements, definition)
  const resource = storeName(definition)
  const partial = labels !== '' || requirements.length > 0
  const exact = requirements.find(({ field, equal }) => field === 'metadata.name' && equal)?.value
  const has = (entry: Entry) => {
    if (entry.resource !== resource || (namespace !== '' && entry.namespace !== namespace)) return false
    if (exact !== undefined && entry.name !== exact) return false
    if (labels !== '' && !byLabels(entry.metadata.labels ?? {})) return false
    return requirements.length === 0 || byFields(entry.object)
  }
  return { definition, resource, namespace, partial, has, entries }

  function* entries(store: Store, after = ''): Iterable<Entry> {
    if (exact !== undefined && (namespace !== '' || !definition.namespaced)) {
      const entry = store.get({ resource, namespace, name: exact })
      if (entry && path(entry) > after && has(entry)) yield entry
      return
    }
    for (const entry of store.list(resource, namespace, after)) if (has(entry)) yield entry
  }
}
