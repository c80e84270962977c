import type { AgentRun } from '../agents/agent.ts'
import { annotations } from '../polecat/names.ts'
import type { ResolvedSpec } from '../polecat/resolve.ts'
import type { Polecat } from '../polecat/schema.ts'
import { mounts } from './layout.ts'
import { sessionOf } from './session.ts'

/** What the agent's record is asked with. */
export function agentRun(polecat: Polecat, resolved: ResolvedSpec, attempt: number): AgentRun {
  return {
    config: resolved.agentConfig,
    budget: resolved.budget,
    session: sessionOf(polecat, attempt),
    sandboxed: polecat.metadata.annotations?.[annotations.unsandboxed] !== 'true',
    folders: { home: mounts.home, tmp: mounts.tmp },
  }
}
