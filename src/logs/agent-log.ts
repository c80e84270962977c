/**
 * What an agent says. One whose output is a stream of its own form is read as numbered events from git-save's log, where
 * a missing number is a gap; any other is read as it printed.
 */
import { parseRecord } from '../agents/events.ts'
import { agentNamed } from '../agents/table.ts'
import type { Client, LogItem, LogRequest } from '../kube/client.ts'
import { containers } from '../pod/layout.ts'
import { eventLines } from './event-lines.ts'

export interface AgentLog {
  readonly client: Pick<Client, 'logs'>
  readonly pod: string
  readonly workers: string
  /** The agent's name, as far as the status tells it. */
  readonly agent: string | undefined
  readonly request: Omit<LogRequest, 'container'>
}

/** Whether its output is read as events. */
export function isStream(agent: string | undefined): boolean {
  return agentNamed(agent ?? '')?.saysEnd === true
}

export async function* readAgentLog({ client, pod, workers, agent, request }: AgentLog): AsyncGenerator<LogItem> {
  if (isStream(agent)) yield* rendered(client.logs(pod, workers, { ...request, container: containers.save }))
  else yield* client.logs(pod, workers, { ...request, container: containers.agent })
}

async function* rendered(items: AsyncIterable<LogItem>): AsyncGenerator<LogItem> {
  let last: number | undefined
  for await (const item of items) {
    const record = item.type === 'line' ? parseRecord(item.text) : undefined
    if (item.type === 'gap') yield item
    // Told before, or a word of git-save's own.
    if (record === undefined || record.n <= (last ?? 0)) continue
    if (last !== undefined && record.n > last + 1)
      yield { type: 'gap', reason: `events ${last + 1} to ${record.n - 1} did not come` }
    last = record.n
    for (const text of eventLines(record.event)) yield { type: 'line', time: record.time, text }
  }
}
