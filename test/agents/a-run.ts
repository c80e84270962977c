import type { AgentRun } from '../../src/agents/agent.ts'

export function aRun(parts: Partial<AgentRun> = {}): AgentRun {
  return {
    config: {},
    budget: {},
    session: '11111111-2222-8333-8444-555555555555',
    sandboxed: true,
    folders: { home: '/home/agent', tmp: '/tmp' },
    ...parts,
  }
}
