/** What no schema of single fields can say of a polecat. The CRD says the same in CEL (`crd-rules.ts`), where it can. */
import type { Problem } from '../../errors.ts'
import { commandAgent, type EnvVar } from '../agent.ts'
import { branchProblem } from '../branch-name.ts'
import type { KubernetesSpec } from '../kubernetes.ts'
import { holdProblem, rescueNamespaceProblem } from '../rescue-namespace.ts'
import type { Polecat } from '../schema.ts'
import { maxTaskBytes } from '../schema.ts'
import { maskUnprintable } from '../../text/sanitize.ts'

export function ruleProblems({ metadata, spec }: Polecat): Problem[] {
  const { agent, agentConfig, kubernetes, ciChanges } = spec
  return [
    ...nameProblems(metadata.name),
    ...taskProblems(spec.taskDescription),
    ...beadProblems(spec.beadID),
    ...commandProblems(agent, agentConfig?.command),
    ...kubernetesProblems(kubernetes, 'spec.kubernetes'),
    ...heldProblems({ ciChanges, rescueNamespace: kubernetes.rescueNamespace }, 'spec.kubernetes'),
    ...branchesDiffer(kubernetes.workBranch, kubernetes.gitBranch),
    ...envProblems(agentConfig?.env, 'spec.agentConfig.env'),
  ]
}

/** A polecat's name is part of its pods' names, so it is shorter than Kubernetes would allow. */
export const maxNameLength = 52

function nameProblems(name: string | undefined): Problem[] {
  const field = 'metadata.name'
  if (name === undefined || name === '') return [{ field, message: 'expected a name; found none' }]
  const expected = `expected lowercase letters, digits and '-', beginning and ending with a letter or digit`
  if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name)) return [{ field, message: `${expected}; found '${name}'` }]
  if (name.length > maxNameLength) {
    return [{ field, message: `expected at most ${maxNameLength} characters; found ${name.length}` }]
  }
  return []
}

/** Rules of the `kubernetes` part, whether a polecat's own or a rig's defaults. */
export function kubernetesProblems(part: Partial<KubernetesSpec>, field: string): Problem[] {
  const problems: Problem[] = []
  for (const name of ['gitBranch', 'workBranch'] as const) {
    const problem = part[name] === undefined ? undefined : branchProblem(part[name])
    if (problem)
      problems.push({
        field: `${field}.${name}`,
        message: `the branch '${maskUnprintable(part[name] ?? '')}' ${problem}`,
      })
  }
  if (part.apiKeySecretRef && part.claudeCredsSecretRef) {
    problems.push({
      field: `${field}.claudeCredsSecretRef`,
      message: 'expected at most one LLM credential; found apiKeySecretRef and claudeCredsSecretRef',
    })
  }
  if (part.rescueNamespace !== undefined) {
    const problem = rescueNamespaceProblem(part.rescueNamespace)
    if (problem) problems.push({ field: `${field}.rescueNamespace`, message: `the namespace ${problem}` })
  }
  return [...problems, ...envProblems(part.env, `${field}.env`)]
}

export function heldProblems(
  { ciChanges, rescueNamespace }: Pick<Polecat['spec'], 'ciChanges'> & Pick<KubernetesSpec, 'rescueNamespace'>,
  field: string,
): Problem[] {
  const message = rescueNamespace === undefined ? undefined : holdProblem(rescueNamespace, ciChanges)
  return message === undefined ? [] : [{ field: `${field}.rescueNamespace`, message }]
}

export function commandProblems(agent: string | undefined, command: readonly string[] | undefined): Problem[] {
  const field = 'spec.agentConfig.command'
  if (agent === commandAgent && (command === undefined || command[0] === '')) {
    return [{ field, message: `the ${commandAgent} agent needs a command; found none` }]
  }
  if (agent !== undefined && agent !== commandAgent && command !== undefined) {
    return [{ field, message: `only the ${commandAgent} agent takes a command; the agent is ${agent}` }]
  }
  return []
}

export function branchesDiffer(workBranch: string | undefined, baseBranch: string | undefined): Problem[] {
  if (workBranch === undefined || workBranch !== baseBranch) return []
  const field = 'spec.kubernetes.workBranch'
  return [{ field, message: `expected another branch than the base branch; both are '${maskUnprintable(workBranch)}'` }]
}

function taskProblems(task: string): Problem[] {
  const field = 'spec.taskDescription'
  const bytes = Buffer.byteLength(task)
  if (task.trim() === '') return [{ field, message: 'expected a task; found only white space' }]
  return bytes > maxTaskBytes
    ? [{ field, message: `expected at most ${maxTaskBytes} bytes of UTF-8; found ${bytes}` }]
    : []
}

function beadProblems(bead: string | undefined): Problem[] {
  if (bead === undefined || /^[A-Za-z0-9][A-Za-z0-9_]*(-[A-Za-z0-9_]+)+(\.[0-9]+)*$/.test(bead)) return []
  return [{ field: 'spec.beadID', message: `expected a bead such as 'at-1234'; found '${maskUnprintable(bead)}'` }]
}

function envProblems(variables: readonly EnvVar[] = [], field: string): Problem[] {
  const names = new Set<string>()
  return variables.flatMap(({ name, value, valueFrom }, index) => {
    const problems: Problem[] = []
    const at = `${field}[${index}]`
    if (names.has(name)) problems.push({ field: `${at}.name`, message: `'${name}' is set twice` })
    names.add(name)
    if (value !== undefined && valueFrom)
      problems.push({ field: at, message: 'expected value or valueFrom; found both' })
    return problems
  })
}
