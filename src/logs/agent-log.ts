/**
 * What an agent says. One whose output is a stream of its own form is read as numbered events from git-save's log, where
 * a missing number is a gap; any other is read as it printed.
 */
import { parseRecord, type TranscriptRecord } from '../agents/events.ts'
import { agentNamed } from '../agents/table.ts'
import type { Client, LogItem, LogRequest } from '../kube/client.ts'
import { containers } from '../pod/layout.ts'
import { eventLines } from './event-lines.ts'

export interface AgentLog {
  readonly client: Pick<Client, 'logs'>
  readonly pod: string
  readonly workerNamespace: string
  /** The agent's name, as far as the status tells it. */
  readonly agent: string | undefined
  readonly request: Omit<LogRequest, 'container'>
}

/** Whether the agent's output is read as events. */
export function hasEventStream(agent: string | undefined): boolean {
  return agentNamed(agent ?? '')?.hasEventStream === true
}

/** An agent's output: an event of its stream, or a line where it has none. */
export type SaidItem = LogItem | ({ readonly type: 'event' } & TranscriptRecord)

export async function* readAgentItems({
  client,
  pod,
  workerNamespace,
  agent,
  request,
}: AgentLog): AsyncGenerator<SaidItem> {
  // Nobody knows where a part of a log begins.
  const isWhole = [request.tailLines, request.sinceSeconds, request.sinceTime].every((limit) => limit === undefined)
  if (hasEventStream(agent))
    yield* records(client.logs(pod, workerNamespace, { ...request, container: containers.save }), isWhole)
  else yield* client.logs(pod, workerNamespace, { ...request, container: containers.agent })
}

async function* records(items: AsyncIterable<LogItem>, isWhole: boolean): AsyncGenerator<SaidItem> {
  let last = isWhole ? 0 : undefined
  for await (const item of items) {
    const record = item.type === 'line' ? parseRecord(item.text) : undefined
    if (item.type === 'gap') yield item
    // Told before, or a word of git-save's own.
    if (record === undefined || record.n <= (last ?? 0)) continue
    if (last !== undefined && record.n > last + 1)
      yield { type: 'gap', reason: `events ${last + 1} to ${record.n - 1} did not come` }
    last = record.n
    yield { type: 'event', ...record }
  }
}

/** Lines of the agent's output, for a person. */
export async function* readAgentLog(log: AgentLog): AsyncGenerator<LogItem> {
  for await (const item of readAgentItems(log)) {
    if (item.type !== 'event') yield item
    else for (const text of eventLines(item.event)) yield { type: 'line', time: item.time, text }
  }
}
