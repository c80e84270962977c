/** One line of a watch. */
import type { Media } from '../http/media.ts'
import { apiVersionOf, type ResourceDefinition } from '../resource.ts'
import { Entry } from '../store/entry.ts'
import type { StoreEvent } from '../store/event-log.ts'
import { metadataOnly, objectText, rowTable, type IncludeObject } from './render.ts'
import type { Selection } from './selection.ts'

type EventType = StoreEvent['type']

/** Event as it looks through a selection; undefined where it does not concern it. */
export function selectedEvent(event: StoreEvent, selected: Selection): { type: EventType; entry: Entry } | undefined {
  const { type, entry, previous } = event
  if (entry.resource !== selected.resource) return undefined
  if (!selected.partial) return selected.has(entry) ? { type, entry } : undefined
  const before = previous !== undefined && selected.has(previous)
  const after = type !== 'DELETED' && selected.has(entry)
  if (after) return { type: before ? 'MODIFIED' : 'ADDED', entry }
  if (!before || !previous) return undefined
  return { type: 'DELETED', entry: type === 'DELETED' ? entry : atVersion(previous, event.version) }
}

/** Object that left the selection, as it was when it still belonged to it. */
function atVersion(entry: Entry, version: number): Entry {
  const { metadata, ...rest } = entry.object
  const object = { metadata: { ...metadata, resourceVersion: String(version) }, ...rest }
  return new Entry(entry, version, JSON.stringify(object), object)
}

export interface Framing {
  readonly definition: ResourceDefinition
  readonly media: Media
  readonly include: IncludeObject
}

/** The last frames: many watches show the same event, but all within a moment. */
const frames = new Map<Entry, { definition: ResourceDefinition; type: EventType; bytes: Buffer }>()
const mostFrames = 100

export function eventFrame(framing: Framing, type: EventType, entry: Entry, first: boolean): Buffer {
  const { definition, media, include } = framing
  if (media.shape === 'table') {
    return frame(type, rowTable(definition, entry, include, first))
  }
  if (media.shape.startsWith('metadata')) return frame(type, metadataOnly(entry))
  const known = frames.get(entry)
  if (known && known.definition === definition && known.type === type) return known.bytes
  const bytes = frame(type, objectText(definition, entry))
  frames.delete(entry)
  frames.set(entry, { definition, type, bytes })
  for (const [oldest] of frames) {
    if (frames.size <= mostFrames) break
    frames.delete(oldest)
  }
  return bytes
}

export function bookmarkFrame({ definition, media, include }: Framing, version: number, endsInitial = false): Buffer {
  const annotations = endsInitial ? { 'k8s.io/initial-events-end': 'true' } : undefined
  const metadata = { resourceVersion: String(version), annotations }
  const object = { kind: definition.kind, apiVersion: apiVersionOf(definition), metadata }
  if (media.shape.startsWith('metadata')) {
    return frame('BOOKMARK', JSON.stringify({ ...object, kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1' }))
  }
  if (media.shape === 'object') return frame('BOOKMARK', JSON.stringify(object))
  const partial = { ...object, kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1' }
  const cells = definition.columns.map((_, index) => (index === 0 ? '' : null))
  const row = { cells, object: include === 'Object' ? object : partial }
  const table = { kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata: { resourceVersion: String(version) } }
  return frame('BOOKMARK', JSON.stringify({ ...table, columnDefinitions: null, rows: [row] }))
}

export function errorFrame(status: object): Buffer {
  return frame('ERROR', JSON.stringify(status))
}

function frame(type: string, object: string): Buffer {
  return Buffer.from(`{"type":"${type}","object":${object}}\n`)
}
