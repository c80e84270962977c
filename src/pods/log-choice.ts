import { invalid, messageOf, type Problem } from '../errors.ts'
import type { ContainerChoice } from '../logs/read-containers.ts'
import { secondsOf } from '../text/durations.ts'

export interface LogFlags {
  readonly container: ContainerChoice
  readonly follow: boolean
  readonly attempt?: number
  readonly tail?: number
  readonly since?: string
  readonly grep?: string
  readonly timestamps: boolean
  readonly raw: boolean
  readonly output?: 'json'
}

/** What of a log is wanted, and how. */
export interface LogChoice extends Omit<LogFlags, 'since' | 'grep'> {
  readonly since?: { readonly sinceSeconds: number } | { readonly sinceTime: string }
  readonly grep?: RegExp
}

/** The flags, read once for all polecats; says everything that is wrong with them. */
export function logChoice({ since, grep, ...others }: LogFlags): LogChoice {
  const problems: Problem[] = []
  const choice = { ...others, since: sinceOf(since, problems), grep: expressionOf(grep, problems) }
  if (problems.length > 0) throw invalid(problems.length === 1 ? 'invalid flag value' : 'invalid flag values', problems)
  return choice
}

function sinceOf(text: string | undefined, problems: Problem[]): LogChoice['since'] {
  if (text === undefined) return undefined
  const seconds = secondsOf(text)
  if (seconds !== undefined) return { sinceSeconds: Math.max(1, seconds) }
  const time = Date.parse(text)
  if (/^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(time)) return { sinceTime: new Date(time).toISOString() }
  problems.push({ field: '--since', message: `expected 10m or an RFC 3339 time, found "${text}"` })
  return undefined
}

function expressionOf(text: string | undefined, problems: Problem[]): RegExp | undefined {
  if (text === undefined) return undefined
  try {
    return new RegExp(text, 'g')
  } catch (error) {
    const why = messageOf(error).split(': ').at(-1)?.toLowerCase()
    problems.push({ field: '--grep', message: `expected a JavaScript regular expression, found "${text}": ${why}` })
    return undefined
  }
}
