import { ApiFailure, badRequest, expired } from '../failure.ts'
import type { Media } from '../http/media.ts'
import type { Entry } from '../store/entry.ts'
import { path, type Store } from '../store/store.ts'
import { includeObject, listPieces, metadataListPieces, tablePieces, type ListMetadata } from './render.ts'
import type { Selection } from './selection.ts'
import { wantedVersion } from './version.ts'

/** One page of a list. Later pages carry the version of the first one, from which a watch then brings them up to date. */
export function list(store: Store, selected: Selection, query: URLSearchParams, media: Media): Iterable<string> {
  checkVersion(store, query)
  const limit = Number(query.get('limit') ?? 0)
  if (!Number.isInteger(limit) || limit < 0)
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(query.get('limit'))}: invalid syntax`)
  const token = continuation(store, query.get('continue') ?? '')
  const entries: Entry[] = []
  let rest = 0
  for (const entry of selected.entries(store, token?.start)) {
    if (limit === 0 || entries.length < limit) entries.push(entry)
    else {
      rest++
      if (selected.partial) break
    }
  }
  const metadata: ListMetadata = { resourceVersion: String(token?.version ?? store.version) }
  const last = entries.at(-1)
  if (rest > 0 && last) {
    metadata.continue = encode(token?.version ?? store.version, path(last))
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
  return listPieces(definition, entries, metadata)
}

/** The list is always of now; what was before or is yet to come cannot be had. */
function checkVersion(store: Store, query: URLSearchParams): void {
  const version = wantedVersion(store, query)
  const exact = query.get('resourceVersionMatch') === 'Exact'
  if (exact && version !== undefined && version < store.version) {
    throw expired('The resourceVersion for the provided list is too old.')
  }
}

interface Continuation {
  readonly version: number
  readonly start: string
}

function encode(version: number, start: string): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: version, start })).toString('base64url')
}

function continuation(store: Store, token: string): Continuation | undefined {
  if (token === '') return undefined
  let read: { rv?: unknown; start?: unknown }
  try {
    read = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as typeof read
  } catch {
    throw badRequest('invalid continue token: continue key is not valid: it cannot be decoded')
  }
  const { rv, start } = read
  if (typeof rv !== 'number' || typeof start !== 'string') {
    throw badRequest('invalid continue token: continue key is not valid: incorrect encoded start resourceVersion')
  }
  if (rv === -1) return { version: store.version, start }
  if (store.log.position(rv) === undefined) throw tooOld(start)
  return { version: rv, start }
}

function tooOld(start: string): ApiFailure {
  const failure = expired(
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
  )
  failure.status.metadata = { continue: encode(-1, start) }
  return failure
}
