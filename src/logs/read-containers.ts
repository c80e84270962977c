import { parseRecord } from '../agents/events.ts'
import { GastownError } from '../errors.ts'
import type { Client, LogItem, LogRequest } from '../kube/client.ts'
import { containers } from '../pod/layout.ts'
import { parseStateLine } from '../saving/state-event.ts'
import { hasEventStream, readAgentItems, type SaidItem } from './agent-log.ts'

/** Containers by the word of `-c`, in the order in which they start. */
const containerChoices = {
  'git-clone': [containers.clone],
  agent: [containers.agent],
  'git-push': [containers.push],
  'git-save': [containers.save],
  all: [containers.setup, containers.clone, containers.push, containers.save, containers.agent],
} as const
export type ContainerChoice = keyof typeof containerChoices
export const containerWords = Object.keys(containerChoices) as readonly ContainerChoice[]

export interface PodLogs {
  readonly client: Client
  readonly pod: string
  readonly workerNamespace: string
  readonly choice: ContainerChoice
  readonly agent: string | undefined
  /** Whatever containers print, as they print it. */
  readonly raw: boolean
  readonly request: Omit<LogRequest, 'container'>
  /** The next one comes when this has resolved. */
  onItem(container: string, item: SaidItem): Promise<void>
}

/** The logs of a pod's containers: followed all at once, else one after the other. */
export async function readContainers(logs: PodLogs): Promise<void> {
  const names: readonly string[] = containerChoices[logs.choice]
  const isOnly = names.length === 1
  if (logs.request.follow) await Promise.all(names.map((name) => readContainer(logs, name, isOnly)))
  else for (const name of names) await readContainer(logs, name, isOnly)
}

function itemsOf(logs: PodLogs, container: string): AsyncIterable<SaidItem> {
  if (container === containers.agent && !logs.raw) return readAgentItems(logs)
  const all = logs.client.logs(logs.pod, logs.workerNamespace, { ...logs.request, container })
  // Whoever asks for git-save alone reads NDJSON anyway.
  const items = logs.raw || logs.choice === 'git-save' ? all : withoutStates(all)
  const isTold = logs.choice === 'all' && container === containers.save && !logs.raw && hasEventStream(logs.agent)
  return isTold ? withoutRecords(items) : items
}

/** Lines without state events, which are for the operator: it puts them into the status. */
async function* withoutStates(items: AsyncIterable<LogItem>): AsyncGenerator<LogItem> {
  for await (const item of items) if (item.type === 'gap' || parseStateLine(item.text) === undefined) yield item
}

/** Lines without transcript records: the agent's own lines say the same. */
async function* withoutRecords(items: AsyncIterable<LogItem>): AsyncGenerator<LogItem> {
  for await (const item of items) if (item.type === 'gap' || parseRecord(item.text) === undefined) yield item
}

async function readContainer(logs: PodLogs, container: string, isOnly: boolean): Promise<void> {
  try {
    for await (const item of itemsOf(logs, container)) await logs.onItem(container, item)
  } catch (error) {
    // Containers that have not started, or that the pod has not, say nothing where all are read.
    if (isOnly || !(error instanceof GastownError) || !['invalid', 'not-found'].includes(error.kind)) throw error
  }
}
