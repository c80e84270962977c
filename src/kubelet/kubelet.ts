/**
 * Runs the pods of the local API server as processes of this machine, in a kubelet's order and with its statuses.
 * Everything it knows stands in the pods' folders; a new one adopts what the last one started.
 */
import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { messageOf } from '../errors.ts'
import type { Cgroups } from './limits/cgroups.ts'
import type { Client } from '../kube/client.ts'
import { openBestEffortQueue } from '../kube/best-effort-queue.ts'
import { pods } from '../kube/resources.ts'
import type { V1Pod } from '../kube/wire.ts'
import { DiskReserve } from './limits/disk-reserve.ts'
import { execInPod, type ExecOptions } from './run/exec.ts'
import { openFolderCount } from './limits/folder-count.ts'
import { readHost, type OwnInstallation } from './host.ts'
import { readLog, type LogOptions } from './log/log-read.ts'
import { memoryFolder } from './volumes/memory-folder.ts'
import { registerNode } from './node.ts'
import { openRun } from './run/open-run.ts'
import { openLaunchers } from './run/launchers.ts'
import { leftFolders, type LeftFolder } from './pod/left-folders.ts'
import type { PodKey } from './pod/pod-spec.ts'
import { readRecord } from './pod/pod-folder.ts'
import { PodTable } from './pod/pod-table.ts'
import { removePodFolder, stayedFolders } from './volumes/removed-folders.ts'
import { isOver } from './limits/run-limits.ts'
import { removeFolder } from './volumes/remove-folder.ts'
import type { SandboxProbe } from './sandbox/sandbox.ts'
import { removeOrphanedSecrets } from './volumes/secret-folders.ts'

export interface KubeletOptions {
  readonly client: Client
  readonly podsDir: string
  readonly nodeName: string
  readonly installation: OwnInstallation
  readonly sandbox: SandboxProbe
  readonly cgroups: Cgroups
  readonly signal: AbortSignal
  /** Default: this process's. */
  readonly env?: Readonly<Record<string, string | undefined>>
  notice(line: string): void
}

export interface Kubelet {
  logs(pod: PodKey, container: string, options: LogOptions & { readonly previous: boolean }): AsyncIterable<Uint8Array>
  exec(pod: PodKey, container: string, options: ExecOptions): Promise<number>
  /** Pods that the server does not have, with work in their folders that may be nowhere else. Known after the first list. */
  left(): Promise<readonly LeftPod[]>
  /** Resolves once every pod that existed at the start is looked after. */
  readonly synced: Promise<void>
  /** Whether limits of disk are held. */
  readonly countsDisk: boolean
  /** Ends whatever runs, where its folders were removed from outside. */
  killAll(): Promise<void>
  /** Resolves once the signal has ended everything of ours; the containers go on. */
  readonly ended: Promise<void>
}

interface LeftPod extends LeftFolder {
  /** Resolves once it has ended, and saved where it could. */
  readonly over: Promise<void>
}

/** A missed watch event costs this much at most. */
const lookEveryMs = 2000

export async function startKubelet(options: KubeletOptions): Promise<Kubelet> {
  const { client, podsDir, signal, nodeName, notice } = options
  mkdirSync(podsDir, { recursive: true, mode: 0o700 })
  const env = options.env ?? process.env
  const home = env.HOME ?? homedir()
  const { installation, sandbox, cgroups } = options
  const host = readHost({ installation, sandbox, cgroups, env, home, closed: [dirname(podsDir), podsDir] })
  const bestEffort = openBestEffortQueue(notice)
  const memory = await memoryFolder(env.XDG_RUNTIME_DIR)
  const launchers = await openLaunchers(podsDir, memory, host)
  if (memory !== undefined) await removeOrphanedSecrets(memory, notice)
  const count = await openFolderCount(host, signal)
  const table = new PodTable(podsDir, {
    client,
    bestEffort,
    host,
    launchers,
    nodeName,
    memory,
    count,
    notice,
  })
  const synced = Promise.withResolvers<void>()
  const left: LeftPod[] = []
  registerNode(client, nodeName).catch((error: unknown) => notice(`node not registered: ${messageOf(error)}`))
  const tidyOnce = async (): Promise<void> => {
    left.push(...(await removeLeftFolders(table, options)))
    synced.resolve()
  }
  const watching = watchPods(table, options, tidyOnce)
  const reserve = new DiskReserve(podsDir, notice)
  reserve.make().catch((error: unknown) => notice(`no space can be kept in reserve: ${messageOf(error)}`))
  const timer = setInterval(() => {
    table.syncRunning()
    reserve.check()
    cgroups.removeOver((run) => isOver(podsDir, run))
  }, lookEveryMs)
  const ended = watching
    .catch((error: unknown) => notice(`pods cannot be watched: ${messageOf(error)}`))
    .finally(() => clearInterval(timer))
    .then(() => table.close())
    .then(() => bestEffort.settled())
    .finally(() => launchers[Symbol.dispose]())
    .finally(() => cgroups.close())
  return {
    synced: synced.promise,
    ended,
    countsDisk: count !== undefined,
    killAll: async () => {
      await table.killAll()
      // A process ends a moment after its signal.
      for (let tries = 0; tries < 400 && !cgroups.removeOver((run) => isOver(podsDir, run)); tries++) await pause(5)
    },
    left: async () => {
      await synced.promise
      return left
    },
    logs: (key, container, wanted) => readLog(openRun(table, key, container, wanted.previous), wanted),
    exec: (key, container, wanted) => {
      const run = openRun(table, key, container, false)
      return execInPod({ folder: run.folder, host, name: container, signal }, wanted)
    },
  }
}

async function watchPods(table: PodTable, options: KubeletOptions, atFirst: () => Promise<void>): Promise<void> {
  const { client, nodeName, signal, notice } = options
  let isFirst = true
  for await (const event of client.watch(pods, { signal })) {
    if (event.type === 'lost') notice(`lost the watch of pods, reconnecting: ${event.error.message}`)
    else if (event.type === 'gone') table.gone(event.object)
    else if (event.type === 'put') {
      const { spec } = event.object
      if (spec?.nodeName === nodeName) table.put(event.object)
      else if (spec?.nodeName === undefined || spec.nodeName === '') await bind(table, event.object, options)
    } else if (isFirst) {
      isFirst = false
      await atFirst()
    }
  }
}

/** Cleanup after the last daemon: folders that a crash left are removed, pods that nobody has recorded are ended and kept. */
async function removeLeftFolders(table: PodTable, { podsDir, notice }: KubeletOptions): Promise<LeftPod[]> {
  const left: LeftPod[] = []
  removeStayed(podsDir, notice)
  for (const one of leftFolders(podsDir, (uid) => table.has(uid))) {
    const { folder, key, recorded, running } = one
    const record = readRecord(folder)
    try {
      if (recorded && !running) await removePodFolder(folder)
      else if (record !== undefined) left.push({ ...one, over: table.putLeft(record) })
    } catch (error) {
      notice(`the folder of pod ${key.namespace}/${key.name}, which is gone: ${messageOf(error)}`)
    }
  }
  return left
}

/** Removes leftover folders in the background: some take long. */
function removeStayed(podsDir: string, notice: (line: string) => void): void {
  const removing = stayedFolders(podsDir).filter(({ kept }) => !kept)
  for (const { folder } of removing) removeFolder(folder).catch((error: unknown) => notice(messageOf(error)))
}

/** There is one node, so there is nothing to choose. */
async function bind(table: PodTable, pod: V1Pod, { client, nodeName, notice }: KubeletOptions): Promise<void> {
  const { name = '', namespace, uid } = pod.metadata ?? {}
  try {
    table.put(await client.mergePatch(pods, name, namespace, { metadata: { uid }, spec: { nodeName } }))
  } catch (error) {
    // Deleted or bound meanwhile; the watch tells.
    notice(`pod ${namespace}/${name} could not be bound: ${messageOf(error)}`)
  }
}
