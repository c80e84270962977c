import { GastownError } from '../../errors.ts'
import { statusAsError } from '../transport/response-error.ts'
import { statusCodeOf, StatusError } from '../transport/status-error.ts'
import type { V1Status } from '../wire.ts'

/** The exit status in what the server says at the end of an exec; throws where the command did not run. */
export function execStatus(server: string, status: V1Status): number {
  if (status.status === 'Success') return 0
  if (status.reason === 'NonZeroExitCode') {
    const code = status.details?.causes?.find((cause) => cause.reason === 'ExitCode')?.message
    if (code !== undefined && /^\d+$/.test(code)) return Number(code)
  }
  const said = status.message ?? ''
  if (/executable file not found|no such file or directory/.test(said)) {
    throw new GastownError('not-found', `the container has no such program: ${said}`, {
      cause: new StatusError(status.code ?? 500, status),
    })
  }
  throw statusAsError(server, status)
}

/** The container is there, and the program is not. */
export function isProgramMissing(error: unknown): error is GastownError {
  return error instanceof GastownError && error.kind === 'not-found' && (statusCodeOf(error) ?? 404) !== 404
}
