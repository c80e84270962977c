import { agentNamed } from '../agents/table.ts'
import type { V1Container, V1Volume } from '../kube/wire.ts'
import type { EnvVar } from '../polecat/agent.ts'
import type { Polecat } from '../polecat/schema.ts'
import { parseQuantity } from '../text/quantity.ts'
import type { ResolvedSpec } from '../polecat/resolve.ts'
import type { FullResources } from '../polecat/resources.ts'
import { agentRun } from './agent-run.ts'
import type { Credential } from './credential.ts'
import { containers, files, mounts } from './layout.ts'
import { literal } from './literal.ts'
import { markerOf } from './names.ts'
import { containerSecurity } from './security.ts'
import { mountsOf } from './volumes.ts'

type Env = NonNullable<V1Container['env']>

interface AgentContainerParts {
  readonly image: string
  readonly volumes: readonly V1Volume[]
  readonly llm: Credential | undefined
}

/** The entry, which runs the agent as its child. Nothing of the task is in its arguments. */
export function agentContainer(
  polecat: Polecat,
  resolved: ResolvedSpec,
  attempt: number,
  { image, volumes, llm }: AgentContainerParts,
): V1Container {
  const agent = agentNamed(resolved.agent)
  const run = agentRun(polecat, resolved, attempt)
  const argv = agent?.argv(run) ?? []
  const own = [...agentEnv(agent?.env(run) ?? {}), ...ownEnv(polecat, resolved, attempt), ...credentialEnv(llm)]
  const taken = new Set(own.map(({ name }) => name))
  return {
    name: containers.agent,
    image,
    command: ['sh', files.entry],
    args: argv.map(literal),
    // A shell by `kubectl exec` starts here too.
    workingDir: files.checkout,
    env: [...resolved.env.filter(({ name }) => !taken.has(name)).map(userVariable), ...own],
    resources: withLeast(resolved.resources, agent?.leastMemory ?? '0'),
    securityContext: containerSecurity(),
    volumeMounts: mountsOf(containers.agent, volumes),
  }
}

function agentEnv(env: Readonly<Record<string, string>>): Env {
  return Object.entries(env).map(([name, value]) => ({ name, value: literal(value) }))
}

/** Variables that an agent, and a custom one's command, can count on. */
export const agentVariables = {
  HOME: 'Its own home, empty at the start.',
  TMPDIR: 'A folder for temporary files.',
  GASTOWN_PROMPT_FILE: 'The file with the prompt, which is on stdin too.',
  GASTOWN_MARKER: 'A word that this attempt alone has.',
  GASTOWN_DEADLINE_SECONDS: 'Seconds that the attempt may run.',
} as const

function ownEnv(polecat: Polecat, resolved: ResolvedSpec, attempt: number): Env {
  const values: Record<keyof typeof agentVariables, string> = {
    HOME: mounts.home,
    TMPDIR: mounts.tmp,
    GASTOWN_PROMPT_FILE: files.prompt,
    GASTOWN_MARKER: markerOf(polecat, attempt),
    GASTOWN_DEADLINE_SECONDS: String(resolved.deadlineSeconds),
  }
  return Object.entries(values).map(([name, value]) => ({ name, value }))
}

function credentialEnv(llm: Credential | undefined): Env {
  if (llm === undefined) return []
  return [
    { name: 'GASTOWN_LLM_VARIABLE', value: llm.variable },
    { name: 'GASTOWN_LLM_KEY_FILE', value: literal(`${mounts['llm-credential']}/${llm.key}`) },
  ]
}

/** An agent that cannot live on what it was given would only be killed. */
function withLeast({ requests, limits }: FullResources, least: string): V1Container['resources'] {
  const short = ({ memory = '0' }: Record<string, string>) => (parseQuantity(memory) ?? 0) < (parseQuantity(least) ?? 0)
  return {
    requests: short(requests) ? { ...requests, memory: least } : { ...requests },
    limits: short(limits) ? { ...limits, memory: least } : { ...limits },
  }
}

function userVariable({ name, value, valueFrom }: EnvVar): Env[number] {
  return valueFrom
    ? { name, valueFrom: { secretKeyRef: { ...valueFrom.secretKeyRef } } }
    : { name, value: literal(value ?? '') }
}
