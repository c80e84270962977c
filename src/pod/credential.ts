import type { AgentCredential } from '../agents/credential.ts'
import { agentCredentials, agentNamed } from '../agents/table.ts'
import { apiKeyName, type ResolvedSpec } from '../polecat/resolve.ts'

/** Which key of which Secret is the model's credential, and in which variable agents look for it. */
export interface Credential {
  readonly name: string
  readonly key: string
  readonly variable: string
}

/** A Secret's keys; undefined where it is missing or may not be read. */
export type KeysOf = (secret: string) => readonly string[] | undefined

export function llmCredential(resolved: ResolvedSpec, keysOf: KeysOf): Credential | undefined {
  const { apiKeySecret, agentConfig } = resolved
  const agent = agentNamed(resolved.agent)
  if (agent === undefined) return undefined
  if (apiKeySecret) return { ...apiKeySecret, variable: keyVariable(agentConfig.provider ?? agent.provider) }
  const named = namedByField(resolved)
  if (named) return otherThanKey(named.credential, named.secret, keysOf(named.secret))
  return agent.credential && bestOf(agent.credential, keysOf(agent.credential.secret) ?? [])
}

/** The Secret that the model's credential is looked for in. */
export function credentialSecret(resolved: ResolvedSpec): string | undefined {
  return namedSecret(resolved) ?? agentNamed(resolved.agent)?.credential?.secret
}

/** Whether polecat or rig name a credential, by a reference or by a variable that the agent takes one from. */
export function namesCredential(resolved: ResolvedSpec, { variables }: AgentCredential): boolean {
  return namedSecret(resolved) !== undefined || resolved.env.some(({ name }) => variables.test(name))
}

function namedSecret(resolved: ResolvedSpec): string | undefined {
  return resolved.apiKeySecret?.name ?? namedByField(resolved)?.secret
}

/** Whatever the agent is: a custom one may run another. */
function namedByField(resolved: ResolvedSpec): { credential: AgentCredential; secret: string } | undefined {
  for (const credential of agentCredentials) {
    const secret = credential.namedBy && resolved[credential.namedBy.field]
    if (secret !== undefined) return { credential, secret }
  }
  return undefined
}

/** Where the Secret cannot be read, it is taken to have the best. */
function otherThanKey({ kinds }: AgentCredential, name: string, keys: readonly string[] | undefined): Credential {
  const others = Object.entries(kinds).filter(([kind]) => kind !== apiKeyName)
  const [key = '', kind] = others.find(([kind]) => keys?.includes(kind) !== false) ?? others.at(-1) ?? []
  return { name, key, variable: kind?.variable ?? '' }
}

function bestOf({ secret, kinds }: AgentCredential, keys: readonly string[]): Credential | undefined {
  const found = Object.entries(kinds).find(([kind]) => keys.includes(kind))
  return found && { name: secret, key: found[0], variable: found[1].variable }
}

/** The variable that agents look for a provider's key in. */
export function keyVariable(provider: string): string {
  // Google's own programs look for it under the name of its models.
  return provider === 'google' ? 'GEMINI_API_KEY' : `${provider.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}_API_KEY`
}
