import { messageOf } from '../errors.ts'
import type { Client, LogItem } from '../kube/client.ts'
import { readAgentLog, type AgentLog } from '../logs/agent-log.ts'
import { containers } from '../pod/layout.ts'
import type { Polecat } from '../polecat/schema.ts'
import { parseStateLine } from '../saving/state-event.ts'
import { sanitizeForTerminal } from '../text/sanitize.ts'

export interface AgentLines {
  /** Follows the agent of this polecat's pod from now on; once for each pod. */
  follow(polecat: Polecat): void
  /** Names of the polecats on the screen: where not all can be followed, they are. */
  setVisible(names: readonly string[]): void
  /** Resolves when every container that was followed has ended and been read. */
  end(): Promise<void>
}

export interface LineSource {
  readonly client: Pick<Client, 'logs'>
  readonly workerNamespace: string
  readonly signal: AbortSignal
  /** Only lines from the end of what there is already; all where it is left out. */
  readonly tailLines?: number
  /** Most agents that are followed at once. */
  readonly limit: number
  /** With its time, where the log has one. */
  onLine(name: string, text: string, time?: string): void | Promise<void>
  /** What git-clone says while it clones. */
  onCloning(name: string, text: string): void
}

interface Follow {
  readonly polecat: Polecat
  readonly stop: AbortController
  readonly done: Promise<void>
}

/** Lines of agents as they come, without asking when: a follow begins when its pod is made and ends with its container. */
export function agentLines(source: LineSource): AgentLines {
  const open = new Map<string, Follow>()
  /** Pods for which there was no room yet. */
  const waiting = new Map<string, Polecat>()
  const ended = new Set<string>()
  const begin = (uid: string, polecat: Polecat) => {
    waiting.delete(uid)
    const stop = new AbortController()
    const signal = AbortSignal.any([source.signal, stop.signal])
    const follow = async () => {
      await readPod({ ...source, signal }, polecat)
      if (signal.aborted) return
      open.delete(uid)
      ended.add(uid)
      const [next] = waiting
      if (next !== undefined) begin(...next)
    }
    open.set(uid, { polecat, stop, done: follow() })
  }
  /** One that nobody looks at makes room, until there is some again. */
  const makeRoom = (visible: ReadonlySet<string>) => {
    for (const [uid, { polecat, stop }] of open) {
      if (visible.has(nameOf(polecat))) continue
      stop.abort()
      open.delete(uid)
      waiting.set(uid, polecat)
      return
    }
  }
  return {
    follow(polecat) {
      const { podName, podUID: uid, podActive } = polecat.status ?? {}
      // Without a uid the pod is not made yet.
      if (podName === undefined || uid === undefined || open.has(uid) || ended.has(uid)) return
      if (podActive === false) waiting.delete(uid)
      else if (open.size < source.limit) begin(uid, polecat)
      else waiting.set(uid, polecat)
    },
    setVisible(names) {
      const visible = new Set(names)
      for (const [uid, polecat] of waiting) {
        if (!visible.has(nameOf(polecat))) continue
        if (open.size >= source.limit) makeRoom(visible)
        if (open.size < source.limit) begin(uid, polecat)
      }
    },
    async end() {
      await Promise.all([...open.values()].map(({ done }) => done))
    },
  }
}

function nameOf({ metadata }: Polecat): string {
  return metadata.name ?? ''
}

async function readPod(source: LineSource, polecat: Polecat): Promise<void> {
  const { podName: pod = '', agent, phases } = polecat.status ?? {}
  const name = nameOf(polecat)
  const isCloned = phases?.some((step) => step.name === 'cloned') === true
  await Promise.all([readAgent(source, name, { pod, agent }), isCloned ? undefined : readCloning(source, name, pod)])
}

function readAgent(source: LineSource, name: string, { pod, agent }: Pick<AgentLog, 'pod' | 'agent'>): Promise<void> {
  const { client, workerNamespace, signal, tailLines } = source
  const items = readAgentLog({ client, workerNamespace, pod, agent, request: { follow: true, tailLines, signal } })
  return read(items, signal, (text, time) => source.onLine(name, text, time))
}

function readCloning(source: LineSource, name: string, pod: string): Promise<void> {
  const { client, workerNamespace, signal } = source
  const items = client.logs(pod, workerNamespace, { container: containers.clone, follow: true, tailLines: 1, signal })
  return read(items, signal, (text) => {
    if (parseStateLine(text) === undefined) source.onCloning(name, text)
  })
}

async function read(
  items: AsyncIterable<LogItem>,
  signal: AbortSignal,
  onLine: (text: string, time?: string) => void | Promise<void>,
): Promise<void> {
  try {
    for await (const item of items)
      if (item.type === 'line') await onLine(sanitizeForTerminal(item.text), item.time)
      else await onLine(`… ${sanitizeForTerminal(item.reason)}`)
  } catch (error) {
    // A view goes on without the lines of a pod that is gone or that its user may not read, but says so.
    if (!signal.aborted) await onLine(`… cannot read more of its log: ${sanitizeForTerminal(messageOf(error))}`)
  }
}
