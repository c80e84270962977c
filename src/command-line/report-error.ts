import { GastownError, messageOf } from '../errors.ts'
import { errorExitCodes } from '../outcome/exit-codes.ts'
import { errorText } from '../output/error-text.ts'
import type { ConnectionFlags } from '../runtime.ts'
import { terminalOf, type Output } from '../terminal.ts'
import { oclifExitCode } from '../oclif/exit-code.ts'
import { usageError } from '../oclif/usage-error.ts'
import { withConnectionFlags } from './with-connection-flags.ts'

export interface Reporting {
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
  readonly argv: readonly string[]
  /** Signal of the command; whatever fails after an interruption fails because of it. */
  readonly signal: AbortSignal
  /** Where the command has looked, as far as that is known. */
  readonly place?: ConnectionFlags
}

/** The only place where an error becomes words and an exit code. */
export function reportError(thrown: unknown, { stderr, env, argv, signal, place = {} }: Reporting): number {
  const exit = oclifExitCode(thrown)
  if (exit !== undefined) return exit
  const error = asOurs(signal.aborted && !isInterruption(thrown) ? signal.reason : thrown)
  const terminal = terminalOf(stderr, env, !argv.includes('--no-color'))
  // After the ^C that the terminal shows.
  if (error.kind === 'interrupted' && terminal.isTerminal) stderr.write('\n')
  const verbose = argv.includes('-v') || argv.includes('--verbose')
  stderr.write(errorText(error, terminal, { verbose, placed: (words) => withConnectionFlags(words, place) }))
  return errorExitCodes[error.kind].code
}

function asOurs(thrown: unknown): GastownError {
  const usage = usageError(thrown)
  if (usage !== undefined) return usage
  return thrown instanceof GastownError ? thrown : new GastownError('bug', messageOf(thrown), { cause: thrown })
}

function isInterruption(thrown: unknown): boolean {
  return thrown instanceof GastownError && thrown.kind === 'interrupted'
}
