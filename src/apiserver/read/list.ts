import { ApiFailure } from '../failure.ts'
import type { Media } from '../http/media.ts'
import type { Entry } from '../store/entry.ts'
import { path, type Store } from '../store/store.ts'
import { continueToken, listOptions } from './list-options.ts'
import { listAtRevision } from './list-at-revision.ts'
import { includeObject, listPieces, metadataListPieces, tablePieces, type ListMetadata } from './render.ts'
import type { Selection } from './selection.ts'

/** One page of a list. Later pages show the state of the first one, from which a watch then brings them up to date. */
export function list(store: Store, selected: Selection, query: URLSearchParams, media: Media): Iterable<string> {
  const { limit, version, after } = listOptions(store, query)
  const all = version === undefined ? selected.entries(store, after) : listAtRevision(store, selected, version, after)
  const entries: Entry[] = []
  let rest = 0
  for (const entry of all) {
    if (limit === 0 || entries.length < limit) entries.push(entry)
    else {
      rest++
      if (selected.partial) break
    }
  }
  const shown = version ?? store.version
  const metadata: ListMetadata = { resourceVersion: String(shown) }
  const last = entries.at(-1)
  if (rest > 0 && last) {
    metadata.continue = continueToken(shown, path(last))
    if (!selected.partial) metadata.remainingItemCount = rest
  }
  return render(selected, entries, metadata, query, media)
}

function render(
  selected: Selection,
  entries: Entry[],
  metadata: ListMetadata,
  query: URLSearchParams,
  media: Media,
): Iterable<string> {
  const { definition } = selected
  if (media.shape === 'table') return tablePieces(definition, entries, metadata, includeObject(query))
  if (media.shape === 'metadata') return metadataListPieces(entries, metadata)
  if (media.shape === 'metadata of one') throw wrongForm(definition.custom)
  return listPieces(definition, entries, metadata)
}

function wrongForm(custom: boolean): ApiFailure {
  const type = custom ? '*unstructured.UnstructuredList' : 'a list'
  const message = `you requested PartialObjectMetadata, but the requested object is a list (${type})`
  return new ApiFailure(406, 'NotAcceptable', message)
}
