import type { Problem } from '../../errors.ts'
import { agentNamed } from '../../agents/table.ts'
import { findProgram } from '../../kubelet/run/find-program.ts'
import { mounts } from '../../pod/layout.ts'
import type { ResolvedSpec } from '../../polecat/resolve.ts'

/** Local mode: the agent's program that the machine does not have on the PATH that the polecat will have. */
export async function missingProgram(resolved: ResolvedSpec, searchPath: string): Promise<Problem | undefined> {
  const agent = agentNamed(resolved.agent)
  const program = agent?.argv(runOf(resolved))[0]
  // What is in the repository, or comes there, is not known yet.
  if (agent === undefined || program === undefined || isInPod(program)) return undefined
  const path = resolved.env.find(({ name }) => name === 'PATH')?.value ?? searchPath
  if ((await findProgram(program, path)) !== undefined) return undefined
  const where = program.startsWith('/') ? 'does not exist, or cannot be run' : 'is not on the PATH'
  const hint = agent.install === undefined ? '' : `: install it with "${agent.install}"`
  return { field: `agent ${resolved.agent}`, message: `its program ${program} ${where}${hint}` }
}

function runOf({ agentConfig, budget }: ResolvedSpec) {
  const folders = { home: mounts.home, tmp: mounts.tmp }
  return { config: agentConfig, budget, session: '', sandboxed: true, folders }
}

function isInPod(program: string): boolean {
  if (!program.startsWith('/')) return program.includes('/')
  return Object.values(mounts).some((mount) => program.startsWith(`${mount}/`))
}
