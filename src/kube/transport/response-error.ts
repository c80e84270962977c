import { GastownError, type ErrorKind, type Problem } from '../../errors.ts'
import { group } from '../../polecat/names.ts'
import { notInstalled } from './not-installed.ts'
import { StatusError } from './status-error.ts'
import type { V1Status } from '../wire.ts'

const ourApi = `/apis/${group}/`

export interface ErrorResponse {
  readonly server: string
  readonly code: number
  readonly body: string
  /** Path of the request. */
  readonly path?: string
  /** Values of the request that no message may repeat. */
  readonly hide?: readonly string[]
}

/** A response of 400 or more in the user's words. */
export function responseError(response: ErrorResponse): GastownError {
  const status = readStatus(response.code, conceal(response.body, response.hide ?? []))
  const cause = new StatusError(response.code, status)
  if (isUnserved(response.code, status) && response.path?.startsWith(ourApi))
    return notInstalled(response.server, cause)
  const problems = problemsOf(status)
  return new GastownError(kindOf(response.code), words(response, status, problems), {
    cause,
    problems,
    hints: hintsFor(response, status),
  })
}

/** A Status that came as an object: the end of an exec, an event of a watch. */
export function statusAsError(server: string, status: V1Status): GastownError {
  return responseError({ server, code: status.code ?? 500, body: JSON.stringify(status) })
}

function kindOf(code: number): ErrorKind {
  if (code === 401 || code === 403) return 'denied'
  if (code === 404) return 'not-found'
  if (code === 409 || code === 410 || code === 412) return 'conflict'
  if (code === 400 || code === 413 || code === 415 || code === 422) return 'invalid'
  if (code === 507) return 'no-space'
  return code === 429 || code >= 500 || code < 400 ? 'unreachable' : 'bug'
}

function words(response: ErrorResponse, status: V1Status, problems: readonly Problem[]): string {
  const said = status.message ?? ''
  if (response.code === 401) return `${response.server} does not accept your credentials`
  if (isUnserved(response.code, status) && response.path) {
    return `${response.server} does not serve ${response.path.split('?')[0]}`
  }
  if (problems.length > 0 && kindOf(response.code) === 'invalid' && status.details?.name)
    return `${status.details.kind} "${status.details.name}" is invalid`
  if (kindOf(response.code) === 'unreachable') return `${response.server} returned ${response.code}: ${said}`
  return said || `${response.server} returned ${response.code}`
}

/** Whether the kind of objects is missing, not an object. */
function isUnserved(code: number, status: V1Status): boolean {
  return code === 404 && !status.details?.name
}

function hintsFor({ code, path }: ErrorResponse, status: V1Status): string[] {
  if (isUnserved(code, status)) return ['is what serves it installed there?']
  if (code === 507) return ['Free some space there; nothing was changed.']
  if (code === 401) return ['log in again, or check the user of your kubeconfig context']
  if (code === 403) return [`See what you may do with: kubectl auth can-i --list${namespaceIn(path)}`]
  return []
}

/** The flag for the namespace of what was asked for. */
function namespaceIn(path: string | undefined): string {
  const name = /\/namespaces\/([^/?]+)\/[^/?]/.exec(path ?? '')?.[1]
  return name === undefined ? '' : ` -n ${name}`
}

function readStatus(code: number, body: string): V1Status {
  try {
    const parsed: unknown = JSON.parse(body)
    if (typeof parsed === 'object' && parsed !== null && 'kind' in parsed && parsed.kind === 'Status') {
      return parsed as V1Status
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  // A proxy's page, or a plain line of text.
  const line = body
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 300)
  return { code, message: line || `no reason given` }
}

function problemsOf(status: V1Status): Problem[] {
  const causes = status.details?.causes ?? []
  if (causes.length > 0) {
    return causes.map((cause) => ({ field: cause.field ?? '', message: cause.message ?? cause.reason ?? '' }))
  }
  // Strict field validation names its findings only in the message.
  const found = (status.message ?? '').matchAll(/(unknown|duplicate) field "([^"]+)"/g)
  return status.code === 400 || status.code === 422
    ? [...found].map(([words, , field]) => ({ field: field ?? '', message: words }))
    : []
}

function conceal(body: string, hide: readonly string[]): string {
  let shown = body
  for (const value of hide) {
    for (const form of [value, quoted(value), quoted(quoted(value))]) shown = shown.replaceAll(form, '(hidden)')
  }
  return shown
}

/** Value as in JSON; a server that quotes it in a message has it there twice. */
function quoted(value: string): string {
  return JSON.stringify(value).slice(1, -1)
}
