import { GastownError } from '../errors.ts'
import type { Client, LogItem, LogRequest } from '../kube/client.ts'
import { containers } from '../pod/layout.ts'

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
  readonly workers: string
  readonly choice: ContainerChoice
  readonly request: Omit<LogRequest, 'container'>
  onItem(container: string, item: LogItem): void
}

/** The logs of a pod's containers: followed all at once, else one after the other. */
export async function readContainers(logs: PodLogs): Promise<void> {
  const names: readonly string[] = containerChoices[logs.choice]
  const isOnly = names.length === 1
  if (logs.request.follow) await Promise.all(names.map((name) => readContainer(logs, name, isOnly)))
  else for (const name of names) await readContainer(logs, name, isOnly)
}

async function readContainer(logs: PodLogs, container: string, isOnly: boolean): Promise<void> {
  try {
    const items = logs.client.logs(logs.pod, logs.workers, { ...logs.request, container })
    for await (const item of items) logs.onItem(container, item)
  } catch (error) {
    // Of all containers, those that have not started, or that this pod has not, have nothing to say.
    if (isOnly || !(error instanceof GastownError) || !['invalid', 'not-found'].includes(error.kind)) throw error
  }
}
