import type { Environment } from './paths.ts'
import { machineEnvironment } from '../git/machine-environment.ts'

/** What the daemon keeps of the environment it is started from: where things are, and how the network is reached. */
const names = [
  'LANG',
  'LC_ALL',
  'TMPDIR',
  'USER',
  'LOGNAME',
  'GASTOWN_HOME',
  'XDG_STATE_HOME',
  'XDG_RUNTIME_DIR',
  'GASTOWN_NAMESPACE',
  'GASTOWN_WORKER_NAMESPACE',
]

export function daemonEnvironment(env: Environment, home: string): Record<string, string> {
  const kept = names.flatMap((name) => {
    const value = env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return { ...Object.fromEntries(kept), ...machineEnvironment(env), HOME: home }
}
