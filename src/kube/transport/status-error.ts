import { GastownError } from '../../errors.ts'
import type { V1Status } from '../wire.ts'

/** The server's own words: the cause of every error that has a response behind it. */
export class StatusError extends Error {
  override readonly name = 'StatusError'
  readonly code: number
  readonly status: V1Status

  constructor(code: number, status: V1Status) {
    super(status.message ?? `returned ${code}`)
    this.code = code
    this.status = status
  }
}

/** The HTTP status behind an error, if the server answered at all. */
export function statusCodeOf(error: unknown): number | undefined {
  if (error instanceof StatusError) return error.code
  return error instanceof GastownError && error.cause instanceof StatusError ? error.cause.code : undefined
}

/** Whether a create was refused because its namespace is being deleted. */
export function isNamespaceTerminating(error: unknown): boolean {
  const cause = error instanceof Error && error.cause instanceof StatusError ? error.cause : undefined
  return cause?.status.details?.causes?.some(({ reason }) => reason === 'NamespaceTerminating') === true
}
