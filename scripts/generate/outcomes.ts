import { eventType } from '../../src/operator/transitions.ts'
import { reasonFacts, reasonNames, remedies } from '../../src/outcome/reasons.ts'
import { exitCodeTable } from '../../src/outcome/exit-code-table.ts'
import { code, page, table } from './markdown.ts'

/** docs/reference/outcomes.md: every reason with its exit code and what to do, then every exit code. */
export function outcomesPage(): string {
  return page(
    'Outcomes',
    'How an attempt ended, or why it waits: the words of `.status.reason`, with the exit code of `wait`, `--wait` and `--follow`.',
    table(['reason', 'phase', 'exit code', 'Event', 'cause', 'what to do'], reasonNames.map(reasonRow)),
    '`maxAttempts` starts further attempts by itself after ' +
      `${reasonNames
        .filter((reason) => reasonFacts(reason).retryable)
        .map(code)
        .join(', ')}.`,
    '## Exit codes',
    table(
      ['exit code', 'meaning'],
      exitCodeTable().map(({ code: exitCode, meaning }) => [String(exitCode), meaning]),
    ),
  )
}

function reasonRow(reason: (typeof reasonNames)[number]): string[] {
  const { phase, exitCode, cause } = reasonFacts(reason)
  return [
    code(reason),
    phase,
    exitCode === undefined ? '' : String(exitCode),
    eventType(reason),
    cause,
    remedies[reason],
  ]
}
