import { messageOf } from '../errors.ts'
import type { Client, LogItem } from '../kube/client.ts'
import { readAgentLog, type AgentLog } from '../logs/agent-log.ts'
import { containers } from '../pod/layout.ts'
import type { Polecat } from '../polecat/schema.ts'
import { neutralise } from '../terminal.ts'

export interface AgentLines {
  /** Follows the agent of this polecat's pod from now on; once for each pod. */
  follow(polecat: Polecat): void
  /** Resolves when every container that was followed has ended and been read. */
  end(): Promise<void>
}

export interface LineSource {
  readonly client: Client
  readonly workers: string
  readonly signal: AbortSignal
  /** Only lines from the end of what there is already; all where it is left out. */
  readonly tailLines?: number
  /** Most agents that are followed at once. */
  readonly limit: number
  /** With its time, where the log has one. */
  onLine(name: string, text: string, time?: string): void
  /** What git-clone says while it clones. */
  onCloning(name: string, text: string): void
}

/** Lines of agents as they come, without asking when: a follow begins when its pod is made and ends with its container. */
export function agentLines(source: LineSource): AgentLines {
  const follows = new Map<string, Promise<void>>()
  let open = 0
  return {
    follow({ metadata, status }) {
      const { podName, podUID, podActive } = status ?? {}
      // Without a uid the pod is not made yet.
      if (podName === undefined || podUID === undefined || podActive === false) return
      if (follows.has(podUID) || open >= source.limit) return
      open++
      const name = metadata.name ?? ''
      const isCloned = status?.phases?.some((step) => step.name === 'cloned') === true
      const cloning = isCloned ? undefined : readCloning(source, name, podName)
      const both = Promise.all([readAgent(source, name, { pod: podName, agent: status?.agent }), cloning]).then(
        () => undefined,
      )
      follows.set(
        podUID,
        both.finally(() => open--),
      )
    },
    async end() {
      await Promise.all(follows.values())
    },
  }
}

function readAgent(source: LineSource, name: string, { pod, agent }: Pick<AgentLog, 'pod' | 'agent'>): Promise<void> {
  const { client, workers, signal, tailLines } = source
  const items = readAgentLog({ client, workers, pod, agent, request: { follow: true, tailLines, signal } })
  return read(items, signal, (text, time) => source.onLine(name, text, time))
}

function readCloning(source: LineSource, name: string, pod: string): Promise<void> {
  const { client, workers, signal } = source
  const items = client.logs(pod, workers, { container: containers.clone, follow: true, tailLines: 1, signal })
  return read(items, signal, (text) => source.onCloning(name, text))
}

async function read(
  items: AsyncIterable<LogItem>,
  signal: AbortSignal,
  onLine: (text: string, time?: string) => void,
): Promise<void> {
  try {
    for await (const item of items)
      if (item.type === 'line') onLine(neutralise(item.text), item.time)
      else onLine(`… ${neutralise(item.reason)}`)
  } catch (error) {
    // A view goes on without the lines of a pod that is gone or that its user may not read, but says so.
    if (!signal.aborted) onLine(`… no more of its log: ${neutralise(messageOf(error))}`)
  }
}
