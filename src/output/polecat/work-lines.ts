import type { Terminal } from '../../terminal.ts'
import type { Work } from '../../saving/show/work.ts'
import { sanitizeForTerminal } from '../../text/sanitize.ts'

export interface ShownWork {
  readonly attempt: number
  readonly branch: string | undefined
  readonly source: 'pod' | 'remote'
  readonly work: Work
}

/** The log and the status of a polecat's work, as its user reads them. */
export function workLines({ attempt, branch, source, work }: ShownWork, terminal: Terminal): string[] {
  const { commits, uncommitted, base } = work
  const place = source === 'pod' ? 'from the last checkpoint in its pod' : 'from the remote'
  const count = `${commits.length} ${commits.length === 1 ? 'commit' : 'commits'}`
  const head = `attempt ${attempt}, ${branch ?? 'no branch'}: ${count} since ${base.slice(0, 7)}, ${place}`
  return [
    terminal.paint('bold', sanitizeForTerminal(head)),
    ...commits.map(
      ({ commit, author, date, subject }) =>
        `${terminal.paint('yellow', commit.slice(0, 7))} ${date} ${sanitizeForTerminal(author)}: ${sanitizeForTerminal(subject)}`,
    ),
    ...(uncommitted.length === 0 ? [] : [terminal.paint('bold', 'uncommitted:')]),
    ...uncommitted.map(
      ({ status, path }) => `${terminal.paint(status === 'D' ? 'red' : 'green', status)} ${sanitizeForTerminal(path)}`,
    ),
  ]
}
