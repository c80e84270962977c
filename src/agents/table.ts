import type { AgentName } from '../polecat/agent.ts'
import type { Agent } from './agent.ts'
import { claudeCode } from './claude-code.ts'
import { custom } from './custom.ts'

export const agents = { 'claude-code': claudeCode, custom } satisfies Partial<Record<AgentName, Agent>>

export function agentNamed(name: string): Agent | undefined {
  return Object.hasOwn(agents, name) ? agents[name as keyof typeof agents] : undefined
}
