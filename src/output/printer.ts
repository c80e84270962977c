import type { Terminal } from '../terminal.ts'

/** The part of a context that printing needs. */
export interface Printer {
  readonly stdout: Terminal
  now(): number
  /** Data, to stdout. */
  print(text: string): void
  /** Everything else, to stderr. */
  notice(line: string): void
}
