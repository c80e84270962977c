import { exitCodeTable, type ExitCodeRow } from '../outcome/exit-code-table.ts'
import { tableLines } from './table.ts'

/** The table of exit codes for `help exit-codes`. */
export function exitCodeLines(): string[] {
  return tableLines<ExitCodeRow>(
    [
      { title: 'CODE', value: ({ code }) => String(code) },
      { title: 'MEANING', value: ({ meaning }) => meaning },
      { title: 'REASONS', value: ({ reasons }) => reasons.join(' ') },
    ],
    exitCodeTable(),
  )
}
