import type { Problem } from '../errors.ts'
import { specProblems } from '../polecat/validate/problems.ts'
import type { WhereFrom } from '../polecat/repository-url.ts'
import { resolveSpec } from '../polecat/resolve.ts'
import type { Polecat } from '../polecat/schema.ts'
import type { Rig } from '../rig/schema.ts'
import { agentProblems } from './can-run.ts'
import { unenforced } from './unenforced.ts'

/** Everything that keeps a polecat of a valid form from running on this rig: the same for `create`, dry run and operator. */
export function runProblems(polecat: Polecat, rig: Rig, where: WhereFrom): Problem[] {
  return [
    ...specProblems(polecat, rig, where),
    ...agentProblems(resolveSpec(polecat, rig).agent),
    ...unenforced(polecat, rig, where).own,
  ]
}
