/**
 * A polecat with everything decided: the schema's defaults, then the rig's, then what the polecat says itself.
 * Pod, operator and containers read this and never look at the layers again. `problems.ts` tells what cannot be run.
 */
import type { Rig } from '../rig/schema.ts'
import { defaultAgent, type AgentConfig, type AgentName, type EnvVar } from './agent.ts'
import type { Budget } from './budget.ts'
import { resolveBudget } from './budget-layers.ts'
import type { KubernetesSpec, Toleration } from './kubernetes.ts'
import { defaultRescueNamespace } from './rescue-namespace.ts'
import { resolveResources, type FullResources } from './resources.ts'
import type { Polecat } from './schema.ts'
import { workBranchOf } from './work-branch.ts'

export interface ResolvedSpec {
  readonly rig: string
  readonly beadID?: string
  readonly taskDescription: string
  readonly agent: AgentName
  readonly agentConfig: AgentConfig
  readonly repository: string
  readonly baseBranch: string
  readonly workBranch: string
  /** The user named the work branch, so an existing remote branch of that name is continued. */
  readonly workBranchExplicit: boolean
  readonly gitSecret?: string
  /** At most one of the two LLM credentials is set. */
  readonly apiKeySecret?: { readonly name: string; readonly key: string }
  readonly claudeCredsSecret?: string
  readonly knownHostsConfigMap?: string
  readonly deadlineSeconds: number
  readonly resources: FullResources
  readonly image?: string
  /** For the agent's container alone: those of `kubernetes`, then those of `agentConfig`. */
  readonly env: readonly EnvVar[]
  readonly nodeSelector: Readonly<Record<string, string>>
  readonly tolerations: readonly Toleration[]
  readonly runtimeClassName?: string
  readonly author: { readonly name: string; readonly email: string }
  readonly submodules: boolean
  readonly lfs: boolean
  readonly cloneDepth?: number
  readonly checkpointSeconds: number
  readonly checkpointTo: 'ref' | 'branch'
  readonly rescueNamespace: string
  readonly uncommitted: 'commit' | 'rescue'
  readonly ciChanges: 'hold' | 'allow'
  /** Merged, and cut to the rig's ceilings. */
  readonly budget: Budget
}

/** The key under which Secrets hold an API key where nobody names another. */
export const apiKeyName = 'api-key'

export function resolveSpec(polecat: Polecat, rig: Rig): ResolvedSpec {
  const { spec } = polecat
  const { defaults } = rig.spec
  const own = spec.kubernetes
  const given = defaults?.kubernetes ?? {}
  const name = polecat.metadata.name ?? ''
  const agent = spec.agent ?? defaults?.agent ?? defaultAgent
  const agentConfig = { ...configOf(rig, agent), ...spec.agentConfig }
  return {
    rig: spec.rig,
    beadID: spec.beadID,
    taskDescription: spec.taskDescription,
    agent,
    agentConfig,
    repository: own.gitRepository ?? rig.spec.gitURL,
    baseBranch: own.gitBranch ?? given.gitBranch ?? 'main',
    workBranch: workBranchOf(own, name),
    workBranchExplicit: own.workBranch !== undefined,
    gitSecret: (own.gitSecretRef ?? given.gitSecretRef)?.name,
    ...llmCredential(namesCredential(own) ? own : given),
    knownHostsConfigMap: (own.sshKnownHostsConfigMapRef ?? given.sshKnownHostsConfigMapRef)?.name,
    deadlineSeconds: own.activeDeadlineSeconds,
    resources: resolveResources(given.resources, own.resources),
    image: own.image ?? given.image,
    env: joinEnv(own.env ?? given.env, agentConfig.env),
    nodeSelector: { ...given.nodeSelector, ...own.nodeSelector },
    tolerations: own.tolerations ?? given.tolerations ?? [],
    runtimeClassName: own.runtimeClassName ?? given.runtimeClassName,
    author: own.author ?? given.author ?? { name: `gastown polecat ${name}`, email: `${name}@gastown.invalid` },
    submodules: own.submodules ?? given.submodules ?? false,
    lfs: own.lfs ?? given.lfs ?? false,
    cloneDepth: own.cloneDepth ?? given.cloneDepth,
    checkpointSeconds: own.checkpointSeconds ?? given.checkpointSeconds ?? 60,
    checkpointTo: own.checkpointTo ?? given.checkpointTo ?? 'ref',
    rescueNamespace: own.rescueNamespace ?? given.rescueNamespace ?? defaultRescueNamespace,
    uncommitted: spec.uncommitted,
    ciChanges: spec.ciChanges,
    budget: resolveBudget([defaults?.budget, spec.budget], rig.spec.settings.ceilings?.budget),
  }
}

/** The rig's settings are for the agent that it names: a model or a command of one agent means nothing to another. */
function configOf(rig: Rig, agent: AgentName): AgentConfig {
  const { defaults } = rig.spec
  return defaults?.agent === undefined || defaults.agent === agent ? (defaults?.agentConfig ?? {}) : {}
}

function namesCredential(layer: Partial<KubernetesSpec>): boolean {
  return layer.apiKeySecretRef !== undefined || layer.claudeCredsSecretRef !== undefined
}

function llmCredential({ apiKeySecretRef, claudeCredsSecretRef }: Partial<KubernetesSpec>): Partial<ResolvedSpec> {
  return {
    apiKeySecret: apiKeySecretRef && { name: apiKeySecretRef.name, key: apiKeySecretRef.key ?? apiKeyName },
    claudeCredsSecret: claudeCredsSecretRef?.name,
  }
}

function joinEnv(first: readonly EnvVar[] = [], second: readonly EnvVar[] = []): EnvVar[] {
  const replaced = new Set(second.map(({ name }) => name))
  return [...first.filter(({ name }) => !replaced.has(name)), ...second]
}
