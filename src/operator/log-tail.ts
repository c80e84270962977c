/** The state of an attempt, read from the end of a container's log. */
import { parseRecord } from '../agents/events.ts'
import { parseStateLine, type StateEvent } from '../saving/state-event.ts'

/** State of an attempt, from its pod's logs. */
export interface LogState extends StateEvent {
  /** git-clone's or git-release's newest words. */
  readonly words?: string
}

/**
 * The newest state, with what later lines add. An agent that prints more than the part of the log that is read hides its
 * state for as long, but not that it does something.
 */
export function readTail(lines: readonly string[], before: LogState | undefined): LogState | undefined {
  let state: LogState | undefined
  let words: string | undefined
  let last: string | undefined
  for (const line of lines) {
    const said = parseStateLine(line)
    const record = said === undefined ? parseRecord(line) : undefined
    if (said !== undefined) state = said
    else if (record !== undefined) last = record.time
    else if (line.trim() !== '' && !line.startsWith('{')) words = line.slice(0, 200)
  }
  if (state === undefined && last === undefined && words === undefined) return before
  const known: LogState = state ?? before ?? { type: 'state', phase: last === undefined ? 'cloning' : 'working' }
  const lastActivity = latest(known.lastActivity, last)
  return { ...known, ...(lastActivity !== undefined && { lastActivity }), ...(words !== undefined && { words }) }
}

/** The latest of these times, as it was written. */
export function latest(...times: readonly (string | undefined)[]): string | undefined {
  return times
    .filter((time) => time !== undefined)
    .toSorted((a, b) => Date.parse(a) - Date.parse(b))
    .at(-1)
}
