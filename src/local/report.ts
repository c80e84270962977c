/** The one line that a starting daemon tells the command that started it, through a pipe. */
import { GastownError, messageOf, type ErrorKind } from '../errors.ts'

export type Report =
  | { readonly type: 'ready'; readonly notices: readonly string[] }
  /** Another daemon has the lock. */
  | { readonly type: 'held' }
  | {
      readonly type: 'failed'
      readonly kind: ErrorKind
      readonly message: string
      readonly hints: readonly string[]
    }

export function failure(error: unknown): Report {
  const known = asStartError(error)
  return { type: 'failed', kind: known.kind, message: known.message, hints: known.hints }
}

export function errorOf(report: Report & { type: 'failed' }): GastownError {
  return new GastownError(report.kind, report.message, { hints: report.hints })
}

/** What the system says when a daemon starts, in the user's words. */
export function asStartError(error: unknown, place = 'local mode'): GastownError {
  const { code, path, port } = error as NodeJS.ErrnoException & { port?: number }
  if (error instanceof GastownError) return error.kind === 'no-space' ? full(error.message, error) : error
  const facts = (hint: string) => ({ hints: [hint], cause: error })
  switch (code) {
    case 'EADDRINUSE':
      return new GastownError(
        'conflict',
        `port ${port} on 127.0.0.1 is in use by another program`,
        facts('Choose another with: gastown local up --port N; without --port a free one is found.'),
      )
    case 'ENOSPC':
    case 'EDQUOT':
      return full(`no space left on the disk of ${path ?? place}`, error)
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new GastownError(
        'denied',
        `${path ?? place} cannot be written: ${messageOf(error)}`,
        facts('Set GASTOWN_HOME to another folder for the data of local mode.'),
      )
    case 'ENOTDIR':
    case 'EEXIST':
      return new GastownError(
        'invalid',
        `${path ?? place} cannot be a folder: ${messageOf(error)}`,
        facts('Set GASTOWN_HOME to another folder for the data of local mode.'),
      )
    default:
      return new GastownError('bug', `local mode could not start: ${messageOf(error)}`, { cause: error })
  }
}

function full(message: string, cause: unknown): GastownError {
  return new GastownError('no-space', message, {
    hints: ['Free some space, or set GASTOWN_HOME to a folder on another disk.'],
    cause,
  })
}
