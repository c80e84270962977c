import { codeOf } from '../errors.ts'

/** The code of oclif's own exits, such as after help; undefined for whatever else was thrown. */
export function oclifExitCode(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error) || codeOf(thrown) !== 'EEXIT') return undefined
  return (thrown as { oclif?: { exit?: number } }).oclif?.exit ?? 0
}
