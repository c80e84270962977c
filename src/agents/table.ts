/** The one list of agents. Who wants to know anything of an agent asks its record. */
import type { AgentName } from '../polecat/agent.ts'
import type { Agent } from './agent.ts'
import { claudeCode } from './claude-code.ts'
import type { AgentCredential, AgentLogin } from './credential.ts'
import { custom } from './custom.ts'

/** Every agent that the schema accepts; undefined stands for one that this version does not run yet. */
export const agents = {
  'claude-code': claudeCode,
  opencode: undefined,
  aider: undefined,
  codex: undefined,
  gemini: undefined,
  custom,
} satisfies Record<AgentName, Agent | undefined>

export const runnableAgents: readonly Agent[] = Object.values(agents).filter((agent) => agent !== undefined)

/** Undefined for any name that no agent of this version has. */
export function agentNamed(name: string): Agent | undefined {
  return runnableAgents.find((agent) => agent.name === name)
}

/** Reads what any program prints, also that of an agent which this version does not know. */
export const plainAgent: Agent = custom

/** Credentials of all agents that have their own. */
export const agentCredentials: readonly AgentCredential[] = runnableAgents.flatMap(({ credential }) => credential ?? [])

/** Commands that store one, for hints. */
export const storeCommands: readonly string[] = [...new Set(agentCredentials.map(({ storeWith }) => storeWith))]

/** The login that a Secret keeps under this key; undefined for any other key. */
export function loginUnder(key: string | undefined): AgentLogin | undefined {
  return agentCredentials.find(({ login }) => login?.kind === key)?.login
}
