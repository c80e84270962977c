import { runningPods } from '../kubelet/running-pods.ts'
import type { LocalState } from '../surroundings.ts'
import { stayedFolders } from '../kubelet/removed-folders.ts'
import { localPaths, type Environment, type LocalPaths } from './paths.ts'
import { readReady, type Ready } from './ready-file.ts'

export interface LocalOptions {
  readonly env: Environment
  /** The user's home folder. */
  readonly home: string
}

export function status({ env, home }: LocalOptions): LocalState {
  const paths = localPaths(env, home)
  const ready = readReady(paths.ready)
  const leftPods = ready === undefined ? runningPods(paths.pods) : []
  const stayed = stayedFolders(paths.pods).map(({ folder }) => folder)
  return {
    ...statusOf(paths, ready),
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
