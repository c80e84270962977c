import type { Problem } from '../../errors.ts'
import type { Rig } from '../../rig/schema.ts'
import { repositoryProblem, type WhereFrom } from '../repository-url.ts'
import { resolveSpec } from '../resolve.ts'
import { requestsOverLimits } from '../resources.ts'
import { branchesDiffer, commandProblems, heldProblems, kubernetesProblems, ruleProblems } from './rules.ts'
import type { Polecat } from '../schema.ts'

/** Everything that keeps a polecat of a valid form from running on this rig, for which both must be known. */
export function specProblems(polecat: Polecat, rig: Rig, where: WhereFrom): Problem[] {
  const resolved = resolveSpec(polecat, rig)
  const { settings, defaults } = rig.spec
  const rigDefaults = `rig ${rig.metadata.name}: spec.defaults.kubernetes`
  return eachOnce([
    ...ruleProblems(polecat),
    ...kubernetesProblems(defaults?.kubernetes ?? {}, rigDefaults),
    ...branchesDiffer(resolved.workBranch, resolved.baseBranch),
    ...commandProblems(resolved.agent, resolved.agentConfig.command),
    ...heldProblems(resolved, polecat.spec.kubernetes.rescueNamespace === undefined ? rigDefaults : 'spec.kubernetes'),
    ...urlProblems(polecat, rig, where),
    ...deadlineProblems(resolved.deadlineSeconds, settings.ceilings?.activeDeadlineSeconds),
    ...requestsOverLimits(resolved.resources).map((name) => ({
      field: `spec.kubernetes.resources.requests.${name}`,
      message: `expected at most the limit, ${resolved.resources.limits[name]}; found ${resolved.resources.requests[name]}`,
    })),
  ])
}

function urlProblems(polecat: Polecat, rig: Rig, where: WhereFrom): Problem[] {
  const own = polecat.spec.kubernetes.gitRepository
  const problem = repositoryProblem(own ?? rig.spec.gitURL, where)
  if (!problem) return []
  const field = own === undefined ? `rig ${rig.metadata.name}: spec.gitURL` : 'spec.kubernetes.gitRepository'
  return [{ field, message: `the URL ${problem}` }]
}

function deadlineProblems(seconds: number, ceiling: number | undefined): Problem[] {
  if (ceiling === undefined || seconds <= ceiling) return []
  const field = 'spec.kubernetes.activeDeadlineSeconds'
  return [{ field, message: `expected at most ${ceiling}, the rig's ceiling; found ${seconds}` }]
}

function eachOnce(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [`${problem.field} ${problem.message}`, problem])).values()]
}
