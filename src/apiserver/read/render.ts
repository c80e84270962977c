/** Entries as text: an object, a list, a Table, metadata alone. */
import type { Media } from '../http/media.ts'
import type { ApiObject } from '../object.ts'
import { apiVersionOf, type ResourceDefinition } from '../resource.ts'
import type { Entry } from '../store/entry.ts'

export interface ListMetadata {
  resourceVersion: string
  continue?: string
  remainingItemCount?: number
}

export type IncludeObject = 'None' | 'Metadata' | 'Object'

const heads = new WeakMap<ResourceDefinition, string>()

/** The whole object as JSON. */
export function objectText(definition: ResourceDefinition, entry: Entry): string {
  let head = heads.get(definition)
  if (head === undefined) {
    head = JSON.stringify({ kind: definition.kind, apiVersion: apiVersionOf(definition) }).slice(0, -1)
    heads.set(definition, head)
  }
  return `${head},${entry.text.slice(1)}`
}

export function listText(definition: ResourceDefinition, entries: readonly Entry[], metadata: ListMetadata): string {
  const head = { kind: definition.listKind, apiVersion: apiVersionOf(definition), metadata }
  return `${JSON.stringify(head).slice(0, -1)},"items":[${entries.map((entry) => objectText(definition, entry)).join(',')}]}`
}

/** An object that is not stored as it stands, such as the result of a dry run. */
export function wholeObject(definition: ResourceDefinition, object: ApiObject): ApiObject {
  return { ...object, kind: definition.kind, apiVersion: apiVersionOf(definition) }
}

export function metadataOnly(entry: Entry): object {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: entry.object.metadata }
}

export function metadataListText(entries: readonly Entry[], metadata: ListMetadata): string {
  const items = entries.map(metadataOnly)
  return JSON.stringify({ kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata, items })
}

export function tableText(
  definition: ResourceDefinition,
  entries: readonly Entry[],
  metadata: ListMetadata,
  include: IncludeObject,
  withColumns = true,
): string {
  const now = Date.now()
  const columnDefinitions = withColumns ? definition.columns.map(columnHead) : null
  const head = { kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata, columnDefinitions }
  const rows = entries.map((entry) => rowText(definition, entry, include, now))
  return `${JSON.stringify(head).slice(0, -1)},"rows":[${rows.join(',')}]}`
}

function columnHead({
  name,
  type,
  format = '',
  description = '',
  priority = 0,
}: ResourceDefinition['columns'][number]): object {
  return { name, type, format, description, priority }
}

function rowText(definition: ResourceDefinition, entry: Entry, include: IncludeObject, now: number): string {
  const { object } = entry
  const cells = JSON.stringify(definition.columns.map((column) => column.cell(object, now) ?? null))
  const shown = {
    None: () => 'null',
    Metadata: () => JSON.stringify(metadataOnly(entry)),
    Object: () => objectText(definition, entry),
  }
  return `{"cells":${cells},"object":${shown[include]()}}`
}

export function oneText(definition: ResourceDefinition, entry: Entry, media: Media, include: IncludeObject): string {
  switch (media.shape) {
    case 'object':
      return objectText(definition, entry)
    case 'metadata':
      return JSON.stringify(metadataOnly(entry))
    case 'table':
      return tableText(definition, [entry], { resourceVersion: String(entry.version) }, include)
  }
}

export function includeObject(query: URLSearchParams): IncludeObject {
  const wanted = query.get('includeObject')
  return wanted === 'None' || wanted === 'Object' ? wanted : 'Metadata'
}
