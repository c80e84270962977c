/** A record as the operator writes it, of events that an agent made. */
import type { AgentEvent } from '../../src/agents/events.ts'
import { type Recorded } from '../../src/attempt/record-map.ts'
import { RecordKeeper } from '../../src/record/keeper.ts'

/** Events by their numbers. */
export function aRecorded(events: Readonly<Record<number, AgentEvent>>, rest: Partial<Recorded> = {}): Recorded {
  const keeper = new RecordKeeper()
  for (const [number, event] of Object.entries(events)) {
    const n = Number(number)
    const record = { n, time: new Date(Date.UTC(2026, 2, 1, 11, 0, n)).toISOString(), event }
    keeper.add(record, JSON.stringify(record))
  }
  const { chunks, events: last, shortened } = keeper.finish()
  return { transcript: Buffer.concat([...chunks]), events: last, shortened, ...rest }
}
