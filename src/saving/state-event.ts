/**
 * What is known of an attempt while its pod runs. Our containers print it among the lines of their logs, without a number:
 * it is no part of the transcript. Readers pass over fields that they do not know.
 */
import { isObject, numberIn, objectIn, textIn, type Fields } from '../agents/json-fields.ts'
import type { SaveResult } from '../outcome/results.ts'

const statePhases = ['cloning', 'working', 'stopping', 'saving', 'waiting', 'releasing'] as const

export interface StateEvent {
  readonly type: 'state'
  readonly phase: (typeof statePhases)[number]
  /** RFC 3339 times of the agent's first and last output. */
  readonly firstOutput?: string
  readonly lastActivity?: string
  /** What the agent has used so far, as it says. */
  readonly usage?: SaveResult['usage']
  /** As the entry told it, from where the agent can write: good for a message, never for an outcome. */
  readonly ended?: AgentEnd
  /** Since when the remote has taken nothing, why, and until when it is tried. */
  readonly waitingSince?: string
  readonly why?: string
  readonly until?: string
}

interface AgentEnd {
  readonly at: string
  readonly status: number
  /** What the agent's own stream says, where it has an end. */
  readonly ok?: boolean
  readonly reason?: string
}

/** One line of a log. */
export function stateLine(state: StateEvent, now: Date): string {
  return JSON.stringify({ time: now.toISOString(), event: state })
}

/** The state that a line of a log holds; undefined for any other line. */
export function parseStateLine(line: string): StateEvent | undefined {
  if (!line.startsWith('{"time":"')) return undefined
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    // Cut short, or something else.
    return undefined
  }
  const event = isObject(value) && !('n' in value) ? objectIn(value, 'event') : undefined
  const phase = statePhases.find((word) => word === event?.['phase'])
  if (event?.['type'] !== 'state' || phase === undefined) return undefined
  const usage = objectIn(event, 'usage')
  const ended = objectIn(event, 'ended')
  return withoutNothing<StateEvent>({
    type: 'state',
    phase,
    firstOutput: timeIn(event, 'firstOutput'),
    lastActivity: timeIn(event, 'lastActivity'),
    usage: usage && usageOf(usage),
    ended: ended && endOf(ended),
    waitingSince: timeIn(event, 'waitingSince'),
    why: textIn(event, 'why')?.slice(0, 500),
    until: timeIn(event, 'until'),
  })
}

const counts = ['inputTokens', 'outputTokens', 'cacheReadTokens', 'cacheWriteTokens', 'turns'] as const

function usageOf(fields: Fields): StateEvent['usage'] {
  const known = Object.fromEntries(counts.map((name) => [name, countIn(fields, name)]))
  const costBasis = (['reported', 'priced'] as const).find((word) => word === fields['costBasis']) ?? 'unknown'
  return withoutNothing<NonNullable<StateEvent['usage']>>({ ...known, costUSD: numberIn(fields, 'costUSD'), costBasis })
}

function endOf(fields: Fields): AgentEnd | undefined {
  const [at, status] = [timeIn(fields, 'at'), fields['status']]
  if (at === undefined || typeof status !== 'number' || !Number.isInteger(status)) return undefined
  const ok = fields['ok']
  const end = { at, status, ok: typeof ok === 'boolean' ? ok : undefined, reason: textIn(fields, 'reason') }
  return withoutNothing({ ...end, reason: end.reason?.slice(0, 200) })
}

function countIn(fields: Fields, name: string): number | undefined {
  const value = numberIn(fields, name)
  return Number.isInteger(value) ? value : undefined
}

function timeIn(fields: Fields, name: string): string | undefined {
  const text = textIn(fields, name)
  return text !== undefined && text.length <= 64 && !Number.isNaN(Date.parse(text)) ? text : undefined
}

function withoutNothing<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as T
}
