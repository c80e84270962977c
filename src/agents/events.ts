import { endCauses, type EndCause } from '../outcome/reasons.ts'

/**
 * What agents do, in one model for all of them: each agent's parser makes these of its stream. Checked by hand, because
 * a schema library would make git-save, which runs beside every agent, half as big again.
 */
export type AgentEvent =
  | { readonly type: 'start'; readonly agent: string; readonly session?: string; readonly model?: string }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'tool_call'; readonly id: string; readonly name: string; readonly input: unknown }
  | { readonly type: 'tool_result'; readonly id: string; readonly ok: boolean; readonly output: string }
  /** The model's service failed and is asked again: its HTTP status, and milliseconds until then. */
  | { readonly type: 'retry'; readonly status?: number; readonly delay?: number }
  | { readonly type: 'denied'; readonly tool: string }
  /** RFC 3339, where the service says when it goes on. */
  | { readonly type: 'rate_limited'; readonly until?: string }
  | UsageEvent
  | {
      readonly type: 'end'
      readonly ok: boolean
      /** In the agent's own words. */
      readonly reason?: string
      readonly cause?: EndCause
      readonly turns?: number
      readonly durationMs?: number
    }

/** What was used since the last one. */
export interface UsageEvent {
  readonly type: 'usage'
  readonly inputTokens?: number
  readonly outputTokens?: number
  readonly cacheReadTokens?: number
  readonly cacheWriteTokens?: number
  readonly costUSD?: number
}

/** One line of git-save's log: an event with its number, which has no gaps, and the time at which it was read. */
export interface TranscriptRecord {
  readonly n: number
  readonly time: string
  readonly event: AgentEvent
}

/** The record that a line of git-save's log holds; undefined for any other line. */
export function parseRecord(line: string): TranscriptRecord | undefined {
  const value = objectIn(line)
  if (value === undefined) return undefined
  const { n, time, event } = value
  const isRecord = isCount(n) && n > 0 && isText(time) && isEvent(event)
  return isRecord ? { n, time, event } : undefined
}

/** The event that a line holds as JSON; undefined for any other line. */
export function parseEvent(line: string): AgentEvent | undefined {
  const value = objectIn(line)
  return isEvent(value) ? value : undefined
}

type Check = (value: unknown) => boolean

const isText = (value: unknown): value is string => typeof value === 'string'
const isFlag: Check = (value) => typeof value === 'boolean'
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0
const isAmount: Check = (value) => Number.isFinite(value) && Number(value) >= 0
const isOneOf =
  (words: readonly unknown[]): Check =>
  (value) =>
    words.includes(value)
const isAnything: Check = () => true
const maybe =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value)

const shapes: {
  readonly [T in AgentEvent['type']]: Record<keyof Omit<Extract<AgentEvent, { type: T }>, 'type'>, Check>
} = {
  start: { agent: isText, session: maybe(isText), model: maybe(isText) },
  text: { text: isText },
  tool_call: { id: isText, name: isText, input: isAnything },
  tool_result: { id: isText, ok: isFlag, output: isText },
  retry: { status: maybe(isCount), delay: maybe(isAmount) },
  denied: { tool: isText },
  rate_limited: { until: maybe(isText) },
  usage: {
    inputTokens: maybe(isCount),
    outputTokens: maybe(isCount),
    cacheReadTokens: maybe(isCount),
    cacheWriteTokens: maybe(isCount),
    costUSD: maybe(isAmount),
  },
  end: {
    ok: isFlag,
    reason: maybe(isText),
    cause: maybe(isOneOf(endCauses)),
    turns: maybe(isCount),
    durationMs: maybe(isAmount),
  },
}

function isEvent(value: unknown): value is AgentEvent {
  if (typeof value !== 'object' || value === null) return false
  const { type, ...rest } = value as Record<string, unknown>
  if (!isText(type) || !Object.hasOwn(shapes, type)) return false
  const shape: Record<string, Check> = shapes[type as AgentEvent['type']]
  return (
    Object.keys(rest).every((name) => Object.hasOwn(shape, name)) &&
    Object.entries(shape).every(([name, check]) => check(rest[name]))
  )
}

function objectIn(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    return JSON.parse(line) as Record<string, unknown>
  } catch {
    // Not JSON, so it is something else.
    return undefined
  }
}
