import { environmentNames } from '../environment-variables.ts'

/**
 * What git and ssh need of the user's own environment to work as they do for the user, where no git Secret was given:
 * the home, the agent, proxies and certificates, and nothing more.
 */
export function machineEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const given = environmentNames('git').map((name) => [name, env[name]] as const)
  return Object.fromEntries(given.filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== ''))
}
