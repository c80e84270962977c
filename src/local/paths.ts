/** Where local mode keeps its things: one folder, so that it can be looked at, backed up and removed as a whole. */
import { isAbsolute, join } from 'node:path'
import { invalid } from '../errors.ts'

export type EnvironmentVariables = Readonly<Record<string, string | undefined>>

export interface LocalPaths {
  readonly home: string
  /** Who runs the daemon. */
  readonly lock: string
  /** Written once the daemon answers. */
  readonly ready: string
  readonly log: string
  /** How long a drain may take: from `down` to the daemon. */
  readonly drainRequest: string
  /** How it went: from the daemon to `down`. */
  readonly drainReport: string
  readonly kubeconfig: string
  /** The API server's database, certificates and keys. */
  readonly data: string
  readonly pods: string
}

export function localPaths(env: EnvironmentVariables, userHome: string): LocalPaths {
  const home = env.GASTOWN_HOME || join(env.XDG_STATE_HOME || join(userHome, '.local', 'state'), 'gastown')
  if (!isAbsolute(home))
    throw invalid('no data folder for local mode', [
      {
        field: env.GASTOWN_HOME ? 'GASTOWN_HOME' : 'XDG_STATE_HOME',
        message: `expected an absolute path, found "${home}"`,
      },
    ])
  return pathsIn(home)
}

export function pathsIn(home: string): LocalPaths {
  return {
    home,
    lock: join(home, 'daemon.lock'),
    ready: join(home, 'ready.json'),
    log: join(home, 'daemon.log'),
    drainRequest: join(home, 'drain-request'),
    drainReport: join(home, 'drain-report.json'),
    kubeconfig: join(home, 'kubeconfig'),
    data: join(home, 'data'),
    pods: join(home, 'pods'),
  }
}
