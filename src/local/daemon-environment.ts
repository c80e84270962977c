import { environmentNames } from '../environment-variables.ts'
import type { EnvironmentVariables } from './paths.ts'
import { machineEnvironment } from '../git/machine-environment.ts'

/** What the daemon keeps of the environment it is started from: where things are, and how the network is reached. */
export function daemonEnvironment(env: EnvironmentVariables, home: string): Record<string, string> {
  const kept = environmentNames('daemon').flatMap((name) => {
    const value = env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return { ...Object.fromEntries(kept), ...machineEnvironment(env), HOME: home }
}
