/** Entries as text: an object, a list, a Table, metadata alone. */
import { ApiFailure, badRequest } from '../failure.ts'
import type { Media } from '../http/media.ts'
import type { ApiObject } from '../object.ts'
import { apiVersionOf, type ResourceDefinition } from '../resource.ts'
import type { Entry } from '../store/entry.ts'
import { cellsText } from '../table/row.ts'

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

/** A list in pieces, for there may be many megabytes of it. */
export function listPieces(
  definition: ResourceDefinition,
  entries: readonly Entry[],
  metadata: ListMetadata,
): Iterable<string> {
  // Custom lists always have the field, items of built-in ones never say what they are.
  const whole = definition.custom ? { continue: '', ...metadata } : metadata
  const head = { kind: definition.listKind, apiVersion: apiVersionOf(definition), metadata: whole }
  return pieces(head, 'items', entries, (entry) => (definition.custom ? objectText(definition, entry) : entry.text))
}

/** About as much as a connection takes at once. */
const pieceCharacters = 64 * 1024

function* pieces(
  head: object,
  field: string,
  entries: readonly Entry[],
  text: (entry: Entry) => string,
): Iterable<string> {
  let piece = `${JSON.stringify(head).slice(0, -1)},"${field}":[`
  for (const [index, entry] of entries.entries()) {
    if (index > 0) piece += ','
    piece += text(entry)
    if (piece.length < pieceCharacters) continue
    yield piece
    piece = ''
  }
  yield `${piece}]}`
}

/** Result of a write: the object, and its entry where it is stored so. */
export interface Written {
  readonly object: ApiObject
  readonly entry?: Entry
}

export function writtenText(definition: ResourceDefinition, { object, entry }: Written): string {
  return entry ? objectText(definition, entry) : JSON.stringify(wholeObject(definition, object))
}

/** An object that is not stored as it stands, such as the result of a dry run. */
export function wholeObject(definition: ResourceDefinition, object: ApiObject): ApiObject {
  return { ...object, kind: definition.kind, apiVersion: apiVersionOf(definition) }
}

export function metadataOnly(entry: Entry): string {
  return `{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":${entry.metadataText}}`
}

export function metadataListPieces(entries: readonly Entry[], metadata: ListMetadata): Iterable<string> {
  const head = { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata }
  return pieces(head, 'items', entries, metadataOnly)
}

export function tablePieces(
  definition: ResourceDefinition,
  entries: readonly Entry[],
  metadata: ListMetadata,
  include: IncludeObject,
  withColumns = true,
): Iterable<string> {
  const now = Date.now()
  const columnDefinitions = withColumns ? definition.columns.map(columnHead) : null
  const head = { kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata, columnDefinitions }
  return pieces(head, 'rows', entries, (entry) => rowText(definition, entry, include, now))
}

/** A Table of one row. */
export function rowTable(
  definition: ResourceDefinition,
  entry: Entry,
  include: IncludeObject,
  withColumns = true,
): string {
  const metadata = { resourceVersion: String(entry.version) }
  return [...tablePieces(definition, [entry], metadata, include, withColumns)].join('')
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
  const cells = cellsText(definition.columns, entry, now)
  const shown = {
    None: () => 'null',
    Metadata: () => metadataOnly(entry),
    Object: () => objectText(definition, entry),
  }
  return `{"cells":${cells},"object":${shown[include]()}}`
}

export function oneText(definition: ResourceDefinition, entry: Entry, media: Media, include: IncludeObject): string {
  switch (media.shape) {
    case 'object':
      return objectText(definition, entry)
    case 'metadata':
      throw new ApiFailure(500, undefined, 'content is not a list')
    case 'metadata of one':
      return metadataOnly(entry)
    case 'table':
      return rowTable(definition, entry, include)
  }
}

export function includeObject(query: URLSearchParams): IncludeObject {
  const wanted = query.get('includeObject')
  if (wanted === null || wanted === '') return 'Metadata'
  if (wanted === 'None' || wanted === 'Object' || wanted === 'Metadata') return wanted
  const detail = "must be 'Metadata', 'Object', 'None', or empty"
  throw badRequest(
    `Unable to convert to Table as requested: includeObject: Invalid value: ${JSON.stringify(wanted)}: ${detail}`,
  )
}
