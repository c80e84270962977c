import type { GastownError } from '../errors.ts'
import type { Terminal } from '../terminal.ts'
import { sanitizeForTerminal } from '../text/sanitize.ts'

interface Telling {
  readonly verbose?: boolean
  /** Gives words with commands that look where the one has looked that failed. */
  placed?(words: string): string
}

/** An error as its user reads it: message, everything that is wrong, hints; causes only when asked. */
export function errorText(
  error: GastownError,
  terminal: Terminal,
  { verbose = false, placed = asTheyAre }: Telling = {},
): string {
  const lines = [headline(error, terminal, placed)]
  for (const { field, message } of error.problems)
    lines.push(
      `  ${terminal.paint('bold', sanitizeForTerminal(field))}: ${sanitizeForTerminal(placed(message), { multiline: true })}`,
    )
  for (const hint of error.hints)
    lines.push(`${terminal.paint('dim', '→')} ${sanitizeForTerminal(placed(hint), { multiline: true })}`)
  if (verbose) lines.push(...causeLines(error.cause))
  if (error.kind === 'bug') {
    if (verbose)
      lines.push(
        sanitizeForTerminal((error.cause instanceof Error ? error.cause.stack : error.stack) ?? '', {
          multiline: true,
        }),
      )
    else lines.push('This is a bug in gastown; run the command again with -v to see where.')
  }
  return lines.map((line) => `${line}\n`).join('')
}

// Whoever pressed Ctrl-C has made no error.
function headline({ kind, message }: GastownError, terminal: Terminal, placed: (words: string) => string): string {
  const text = sanitizeForTerminal(placed(message), { multiline: true })
  return kind === 'interrupted' ? capitalised(text) : `${terminal.paint('red', 'Error:')} ${text}`
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

function causeLines(cause: unknown): string[] {
  const lines: string[] = []
  for (let at = cause, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++)
    lines.push(`  caused by: ${sanitizeForTerminal(at.message, { multiline: true })}`)
  return lines
}

function asTheyAre(words: string): string {
  return words
}
