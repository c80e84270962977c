import { sanitizeLine } from '../../text/sanitize.ts'
import type { Resumed } from './earlier-work.ts'

const mostNames = 50

/** What the agent is told of work that an earlier attempt saved, after its preamble; undefined where there is nothing. */
export function noteOf({ files, applied, conflicts, left }: Resumed): string | undefined {
  const lines: string[] = []
  if (applied.length > 0) lines.push('An earlier attempt at this task saved work, and you continue from it.')
  if (files !== undefined)
    lines.push('What it had not committed, or what could not be merged, is in the working tree as uncommitted changes.')
  if (conflicts.length > 0)
    lines.push(
      'In these files its work and the branch disagree. Look for conflict markers (<<<<<<<) and resolve them first:',
      ...conflicts.slice(0, mostNames).map((path) => `  ${sanitizeLine(path)}`),
      ...(conflicts.length > mostNames ? [`  and ${conflicts.length - mostNames} more`] : []),
    )
  for (const [ref, commit] of left)
    lines.push(
      `Work that it saved shares no history with the branch and was not applied: commit ${commit} (${sanitizeLine(ref)}),`,
      'which this repository can show.',
    )
  return lines.length === 0 ? undefined : `${lines.join('\n')}\n`
}
