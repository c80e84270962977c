import { runningPods } from '../kubelet/pod/running-pods.ts'
import type { LocalState } from '../runtime.ts'
import { stayedFolders } from '../kubelet/volumes/removed-folders.ts'
import { lockHolder } from './lock.ts'
import { localPaths, type EnvironmentVariables, type LocalPaths } from './paths.ts'
import { readReady, type Ready } from './ready-file.ts'

export interface LocalOptions {
  readonly env: EnvironmentVariables
  /** The user's home folder. */
  readonly home: string
}

export function status({ env, home }: LocalOptions): LocalState {
  const paths = localPaths(env, home)
  const ready = readReady(paths.ready)
  // Before it serves and after, a daemon has the lock alone.
  const changing = ready === undefined ? lockHolder(paths.lock) : undefined
  const leftPods = ready === undefined && changing === undefined ? runningPods(paths.pods) : []
  const stayed = stayedFolders(paths.pods).map(({ folder }) => folder)
  return {
    ...statusOf(paths, ready),
    ...(changing !== undefined && { changing: true, pid: changing.pid }),
    ...(leftPods.length > 0 && { leftPods }),
    ...(stayed.length > 0 && { stayedFolders: stayed }),
  }
}

export function statusOf(paths: LocalPaths, ready: Ready | undefined): LocalState {
  const { home: dataFolder, kubeconfig } = paths
  if (ready === undefined) return { running: false, dataFolder, kubeconfig }
  const { process, server, sandboxed, why, unfiltered, unsized, limits, since, ending } = ready
  return {
    running: true,
    dataFolder,
    kubeconfig: ready.kubeconfig,
    pid: process.pid,
    server,
    sandboxed,
    ...(why === undefined ? {} : { why }),
    ...(unfiltered === undefined ? {} : { unfiltered }),
    ...(unsized === undefined ? {} : { unsized }),
    limits,
    since,
    ...(ending === undefined ? {} : { ending }),
  }
}
