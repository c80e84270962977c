import type { Problem } from '../errors.ts'
import { agentNamed, runnableAgents } from './table.ts'

/** What is wrong with an agent that the schema knows and this version does not run yet. */
export function agentProblems(agent: string): Problem[] {
  if (agentNamed(agent)) return []
  const known = runnableAgents.map(({ name }) => `'${name}'`)
  return [{ field: 'spec.agent', message: `expected ${known.join(' or ')}; '${agent}' cannot be run yet` }]
}
