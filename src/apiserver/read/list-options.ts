/** Options of a list: how much, from where, at which version. */
import { badRequest, expired, invalidObject, type ApiFailure } from '../failure.ts'
import { forbiddenField, notSupported, type FieldProblem } from '../problem.ts'
import type { Store } from '../store/store.ts'
import { wantedVersion } from './version.ts'

export interface ListOptions {
  /** 0 for all. */
  readonly limit: number
  /** The state that is listed; undefined for that of now. */
  readonly version: number | undefined
  /** The path after which the page begins; empty at the beginning. */
  readonly after: string
}

const words = { group: 'meta.k8s.io', kind: 'ListOptions' }

export function listOptions(store: Store, query: URLSearchParams): ListOptions {
  const limit = query.get('limit') || '0'
  if (!/^-?\d+$/.test(limit)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(limit)}: invalid syntax`)
  const problems = matchProblems(query)
  if (problems.length > 0) throw invalidObject(words, '', problems)
  const token = query.get('continue') ?? ''
  const resourceVersion = query.get('resourceVersion') ?? ''
  if (token !== '' && resourceVersion !== '' && resourceVersion !== '0') {
    throw badRequest('specifying resource version is not allowed when using continue')
  }
  const version = listVersion(store, query)
  return { limit: Math.max(0, Number(limit)), version, after: '', ...(token !== '' && continuation(store, token)) }
}

function matchProblems(query: URLSearchParams): FieldProblem[] {
  const match = query.get('resourceVersionMatch') ?? ''
  const version = query.get('resourceVersion') ?? ''
  if (query.has('sendInitialEvents')) {
    return [
      ...unversioned(match, version),
      forbiddenField('sendInitialEvents', 'sendInitialEvents is forbidden for list'),
    ]
  }
  if (match === '') return []
  if (version === '') return unversioned(match, version)
  if (query.get('continue')) return matchForbidden('resourceVersionMatch is forbidden when continue is provided')
  if (match !== 'Exact' && match !== 'NotOlderThan') {
    return [notSupported('resourceVersionMatch', match, ['Exact', 'NotOlderThan', ''])]
  }
  return match === 'Exact' && version === '0'
    ? matchForbidden('resourceVersionMatch "exact" is forbidden for resourceVersion "0"')
    : []
}

function matchForbidden(detail: string): FieldProblem[] {
  return [forbiddenField('resourceVersionMatch', detail)]
}

function unversioned(match: string, version: string): FieldProblem[] {
  if (match === '' || version !== '') return []
  return [
    forbiddenField('resourceVersionMatch', 'resourceVersionMatch is forbidden unless resourceVersion is provided'),
  ]
}

function listVersion(store: Store, query: URLSearchParams): number | undefined {
  const text = query.get('resourceVersion') ?? ''
  if (text !== '' && !/^\d+$/.test(text)) {
    const why = `strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`
    throw badRequest(`invalid resource version: resourceVersion: Invalid value: ${JSON.stringify(text)}: ${why}`)
  }
  const version = wantedVersion(store, query)
  if (query.get('resourceVersionMatch') !== 'Exact' || version === undefined) return undefined
  if (store.log.position(version) !== undefined) return version
  throw expired('The resourceVersion for the provided list is too old.')
}

const tokenVersion = 'meta.k8s.io/v1'

/** The rest of a list begins after a path, in the state that its first page showed. */
export function continueToken(version: number, start: string): string {
  return Buffer.from(JSON.stringify({ v: tokenVersion, rv: version, start })).toString('base64url')
}

function continuation(store: Store, token: string): Pick<ListOptions, 'version' | 'after'> {
  const text = Buffer.from(token, 'base64url').toString('utf8')
  let read: { v?: unknown; rv?: unknown; start?: unknown }
  try {
    read = JSON.parse(text) as typeof read
  } catch {
    throw refused(`invalid character '${text.slice(0, 1)}' looking for beginning of value`)
  }
  const { v, rv, start } = read
  if (v !== tokenVersion) throw refused(`server does not recognize this encoded version ${String(v)}`)
  if (typeof rv !== 'number' || typeof start !== 'string' || start === '') {
    throw refused('incorrect encoded start resourceVersion')
  }
  if (start.split('/').includes('..')) throw refused(start)
  // The token of an answer that said the state is gone goes on with that of now.
  if (rv === -1) return { version: undefined, after: start }
  if (store.log.position(rv) === undefined) throw tooOld(start)
  return { version: rv, after: start }
}

function refused(why: string): ApiFailure {
  return badRequest(`invalid continue token: continue key is not valid: ${why}`)
}

function tooOld(start: string): ApiFailure {
  const failure = expired(
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
  )
  failure.status.metadata = { continue: continueToken(-1, start) }
  return failure
}
