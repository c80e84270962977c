import type { AgentName } from '../polecat/agent.ts'
import type { Agent } from './agent.ts'
import { custom } from './custom.ts'

export const agents = { custom } satisfies Partial<Record<AgentName, Agent>>

export function agentNamed(name: AgentName): Agent | undefined {
  return (agents as Partial<Record<AgentName, Agent>>)[name]
}
