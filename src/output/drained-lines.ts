import type { DrainedPolecat } from '../runtime.ts'
import { sanitizeForTerminal } from '../text/sanitize.ts'

export interface After {
  /** Polecats that wait for the next start. */
  readonly queued: readonly string[]
  /** Commands without --local mean a cluster. */
  readonly needsFlag: boolean
}

/** What became of the polecats that local mode's end has ended, and how to go on. */
export function drainedLines(drained: readonly DrainedPolecat[], { queued, needsFlag }: After): string[] {
  const goesOn = drained.filter(({ ended, reason }) => !ended || reason === 'LocalModeEnded').map(({ name }) => name)
  const flag = needsFlag ? ' --local' : ''
  return [
    'Local mode stopped.',
    ...drained.flatMap(linesOf),
    ...(queued.length === 0 ? [] : [`Queued until the next start: ${some(queued)}`]),
    ...(goesOn.length === 0 ? [] : [`Continue with: gastown retry ${goesOn.join(' ')}${flag}`]),
  ]
}

const mostNamed = 10

function some(names: readonly string[]): string {
  const rest = names.length - mostNamed
  return rest > 0 ? `${names.slice(0, mostNamed).join(', ')} and ${rest} more` : names.join(', ')
}

const notSaved = 'not saved yet'

function linesOf({ name, ended, message, checkout }: DrainedPolecat): string[] {
  const words = sanitizeForTerminal(message)
  const told = ended || words.startsWith(notSaved) ? words : `${notSaved}: ${words}`
  if (checkout === undefined) return [`${name}: ${told}`]
  const later = ended ? '' : '; the next start saves it first'
  return [`${name}: ${told}`, `  its checkout is kept at ${checkout}${later}`]
}
