/**
 * Reads the end of the log of every pod that runs, by turns, and tells what is new in it. Holds no streams, and of each pod
 * no more than its last state.
 */
import type { Client } from '../kube/client.ts'
import type { V1Pod } from '../kube/wire.ts'
import type { ContainerName } from '../pod/layout.ts'
import { logSource } from './log-source.ts'
import { readTail, type LogState } from './log-tail.ts'
import { nextRead, publishAt, type LogTurn } from './read-pace.ts'

export interface LogReaderOptions {
  readonly client: Pick<Client, 'logs'>
  readonly workerNamespace: string
  /** Called when the log state of this pod has changed. */
  changed(pod: V1Pod): void
}

export interface LogReader {
  put(pod: V1Pod): void
  drop(pod: V1Pod): void
  /** Newest state of the pod of this uid that was passed on. */
  logStateOf(uid: string | undefined): LogState | undefined
  close(): Promise<void>
}

/** Limits of one read; a state takes a few hundred bytes, and so do most records. */
const tail = { tailLines: 64, limitBytes: 64 * 1024 }
const readMs = 10_000

interface Entry extends LogTurn {
  pod: V1Pod
  source: ContainerName
  changedAt: number
  readAt?: number
  isReading: boolean
  failures: number
  /** State as read, and as passed on. */
  read?: LogState
  logState?: LogState
  publishedAt?: number
  publishing?: NodeJS.Timeout
}

export function openLogReader({ client, workerNamespace, changed }: LogReaderOptions): LogReader {
  const entries = new Map<string, Entry>()
  const reads = new Set<Promise<void>>()
  const over = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let lastStart = 0

  function go(): void {
    clearTimeout(timer)
    if (over.signal.aborted) return
    const now = Date.now()
    const next = nextRead(entries, lastStart, now)
    if ('key' in next) {
      lastStart = now
      const reading = readOne(entries.get(next.key))
      reads.add(reading)
      void reading.finally(() => reads.delete(reading))
      go()
    } else if (next.at !== undefined) timer = setTimeout(go, next.at - now)
  }

  async function readOne(entry: Entry | undefined): Promise<void> {
    if (entry === undefined) return
    const { pod, source } = entry
    entry.isReading = true
    entry.readAt = Date.now()
    try {
      const lines = await readLines(pod, source)
      entry.failures = 0
      // What another container says now is not about the one that was asked.
      if (entry.source === source) take(entry, lines)
    } catch {
      // A log that cannot be read is no error of the polecat: what was known of it stays.
      entry.failures += 1
    }
    entry.isReading = false
    go()
  }

  async function readLines({ metadata }: V1Pod, container: ContainerName): Promise<string[]> {
    const signal = AbortSignal.any([over.signal, AbortSignal.timeout(readMs)])
    const lines: string[] = []
    const request = { container, ...tail, signal }
    for await (const item of client.logs(metadata?.name ?? '', workerNamespace, request))
      if (item.type === 'line') lines.push(item.text)
    return lines
  }

  function take(entry: Entry, lines: readonly string[]): void {
    entry.read = readTail(lines, entry.read)
    if (JSON.stringify(entry.read) === JSON.stringify(entry.logState)) return
    const wait = publishAt(entry.publishedAt) - Date.now()
    if (wait <= 0) publish(entry)
    else entry.publishing ??= setTimeout(() => publish(entry), wait)
  }

  function publish(entry: Entry): void {
    clearTimeout(entry.publishing)
    delete entry.publishing
    entry.logState = entry.read
    entry.publishedAt = Date.now()
    changed(entry.pod)
  }

  function drop({ metadata }: V1Pod): void {
    const uid = metadata?.uid ?? ''
    clearTimeout(entries.get(uid)?.publishing)
    entries.delete(uid)
  }

  return {
    put(pod) {
      const uid = pod.metadata?.uid ?? ''
      const source = logSource(pod)
      if (source === undefined) return drop(pod)
      const known = entries.get(uid)
      if (known?.pod.metadata?.resourceVersion === pod.metadata?.resourceVersion && known !== undefined) return
      const changedAt = Date.now()
      if (known === undefined) entries.set(uid, { pod, source, changedAt, isReading: false, failures: 0 })
      else Object.assign(known, { pod, source, changedAt })
      go()
    },
    drop,
    logStateOf: (uid) => entries.get(uid ?? '')?.logState,
    async close() {
      over.abort()
      clearTimeout(timer)
      for (const { publishing } of entries.values()) clearTimeout(publishing)
      entries.clear()
      await Promise.allSettled(reads)
    },
  }
}
