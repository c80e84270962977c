/** A request that fails: thrown anywhere below the handler, answered as a Kubernetes Status. */
import type { FieldProblem } from './problem.ts'

export interface StatusCause {
  reason?: string
  message?: string
  field?: string
}

export interface Status {
  kind: 'Status'
  apiVersion: 'v1'
  metadata: object
  status: 'Success' | 'Failure'
  message?: string
  reason?: string
  details?: {
    name?: string
    group?: string
    kind?: string
    uid?: string
    causes?: StatusCause[]
    retryAfterSeconds?: number
  }
  code?: number
}

export class ApiFailure extends Error {
  override readonly name = 'ApiFailure'
  readonly status: Status & { code: number }

  constructor(code: number, reason: string | undefined, message: string, details?: Status['details']) {
    super(message)
    this.status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, details, code }
  }
}

/** How a resource and its kind are called in messages. */
export interface ResourceWords {
  readonly group: string
  readonly plural: string
  readonly kind: string
}

function groupResource(words: ResourceWords): string {
  return words.group ? `${words.plural}.${words.group}` : words.plural
}

function groupKind(words: { group: string; kind: string }): string {
  return words.group ? `${words.kind}.${words.group}` : words.kind
}

function details(words: ResourceWords, name: string, causes?: StatusCause[]): Status['details'] {
  return { name: name || undefined, group: words.group || undefined, kind: words.plural, causes }
}

export function badRequest(message: string): ApiFailure {
  return new ApiFailure(400, 'BadRequest', message)
}

export function notFound(words: ResourceWords, name: string): ApiFailure {
  return new ApiFailure(404, 'NotFound', `${groupResource(words)} "${name}" not found`, details(words, name))
}

export function noSuchPath(): ApiFailure {
  return new ApiFailure(404, 'NotFound', 'the server could not find the requested resource', {})
}

/** A path that cannot be decoded never gets as far as anything that answers with a Status. */
export class BadPath extends ApiFailure {
  constructor() {
    super(400, 'BadRequest', 'the path is not encoded correctly')
  }
}

/** What a mux answers where nothing is served. */
export class PageNotFound extends Error {
  override readonly name = 'PageNotFound'
}

export function alreadyExists(words: ResourceWords, name: string, isGoing: boolean): ApiFailure {
  const message = `${isGoing ? 'object is being deleted: ' : ''}${groupResource(words)} "${name}" already exists`
  return new ApiFailure(409, 'AlreadyExists', message, details(words, name))
}

export const modified = 'the object has been modified; please apply your changes to the latest version and try again'

export function conflict(words: ResourceWords, name: string, why: string): ApiFailure {
  const message = `Operation cannot be fulfilled on ${groupResource(words)} "${name}": ${why}`
  return new ApiFailure(409, 'Conflict', message, details(words, name))
}

export function forbidden(words: ResourceWords, name: string, why: string, causes?: StatusCause[]): ApiFailure {
  const message = `${groupResource(words)} "${name}" is forbidden: ${why}`
  return new ApiFailure(403, 'Forbidden', message, details(words, name, causes))
}

export function invalidObject(
  words: { group: string; kind: string },
  name: string,
  problems: readonly FieldProblem[],
): ApiFailure {
  const lines = [...new Set(problems.map(({ field, message }) => `${field}: ${message}`))]
  const all = lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`
  return new ApiFailure(422, 'Invalid', `${groupKind(words)} "${name}" is invalid: ${all}`, {
    name: name || undefined,
    group: words.group || undefined,
    kind: words.kind || undefined,
    causes: problems.map(({ reason, message, field }) => ({ reason, message, field })),
  })
}

export function methodNotAllowed(): ApiFailure {
  const message = 'the server does not allow this method on the requested resource'
  return new ApiFailure(405, 'MethodNotAllowed', message, {})
}

export function cannotCreate(words: ResourceWords): ApiFailure {
  const message = `create is not supported on resources of kind "${groupResource(words)}"`
  return new ApiFailure(405, 'MethodNotAllowed', message, details(words, ''))
}

/** In the words of the router, which looks at the content type of a patch. */
export function unsupportedPatch(): ApiFailure {
  return new ApiFailure(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {})
}

export function unsupportedMediaType(accepted: readonly string[]): ApiFailure {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`
  return new ApiFailure(415, 'UnsupportedMediaType', message)
}

export function expired(message: string): ApiFailure {
  return new ApiFailure(410, 'Expired', message)
}
