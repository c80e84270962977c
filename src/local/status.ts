import type { LocalState } from '../surroundings.ts'
import { localPaths, type Environment, type LocalPaths } from './paths.ts'
import { readReady, type Ready } from './ready-file.ts'

export interface LocalOptions {
  readonly env: Environment
  /** The user's home folder. */
  readonly home: string
}

export function status({ env, home }: LocalOptions): LocalState {
  const paths = localPaths(env, home)
  return statusOf(paths, readReady(paths.ready))
}

export function statusOf(paths: LocalPaths, ready: Ready | undefined): LocalState {
  const { home: dataFolder, kubeconfig } = paths
  if (ready === undefined) return { running: false, dataFolder, kubeconfig }
  const { process, server, sandboxed, why, since } = ready
  return {
    running: true,
    dataFolder,
    kubeconfig: ready.kubeconfig,
    pid: process.pid,
    server,
    sandboxed,
    ...(why === undefined ? {} : { why }),
    since,
  }
}
