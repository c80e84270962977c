import { errorExitCodes } from './exit-codes.ts'
import { type OutcomeCode, type ReasonFacts, reasons } from './reasons.ts'

export interface ExitCodeRow {
  readonly code: number
  readonly meaning: string
  /** The outcomes of `--wait`, `wait` and `create --follow` that it stands for. */
  readonly reasons: readonly string[]
}

/** Every exit code once, in their order, for `gastown help exit-codes` and the README. */
export function exitCodeTable(): ExitCodeRow[] {
  const rows = new Map<number, { code: number; meaning: string; reasons: string[] }>()
  const row = (code: number, meaning: string) => {
    const known = rows.get(code) ?? { code, meaning, reasons: [] }
    rows.set(code, known)
    return known
  }
  for (const [code, meaning] of Object.entries(groups)) row(Number(code), meaning)
  for (const { code, meaning } of Object.values(errorExitCodes)) row(code, meaning)
  const all: [string, ReasonFacts][] = Object.entries(reasons)
  for (const [reason, { exitCode, cause }] of all) {
    if (exitCode !== undefined) row(exitCode, cause).reasons.push(reason)
  }
  return [...rows.values()].toSorted((a, b) => a.code - b.code)
}

/** What the reasons of one code have in common. */
const groups: Readonly<Record<OutcomeCode, string>> = {
  0: 'success',
  10: 'the agent ended with an error',
  11: 'the agent succeeded but changed nothing',
  12: 'the deadline passed',
  13: 'the budget or the turn limit was reached',
  14: 'the work could not be pushed to the work branch',
  15: 'the polecat was terminated on request',
  16: 'the attempt could not start',
  17: 'the attempt lost its pod, or ran out of memory or disk',
  18: 'the polecat is stuck and needs attention or time',
}
