import type { z } from 'zod'
import type { V1ContainerStatus, V1Pod } from '../kube/wire.ts'
import {
  cloneResult,
  pushResult,
  saveResult,
  type CloneResult,
  type PushResult,
  type SaveResult,
} from '../outcome/results.ts'
import { containers, type ContainerName } from '../pod/layout.ts'
import type { PolecatStatus } from '../polecat/status.ts'
import { finalizers, labels } from '../polecat/names.ts'

type State = NonNullable<V1ContainerStatus['state']>
export type TerminatedState = NonNullable<State['terminated']>

/** Facts of an attempt's pod, as plans and commands read it. */
export interface PodFacts {
  readonly pod: V1Pod
  readonly name: string
  readonly attempt: number
  /** Whether nothing of it runs any more, or ever will. */
  readonly ended: boolean
  readonly deleting: boolean
  /** Whether it still has our finalizer. */
  readonly hasFinalizer: boolean
  readonly agentStarted: boolean
  readonly states: Readonly<Record<ContainerName, State>>
  readonly clone?: CloneResult
  readonly push?: PushResult
  readonly save?: SaveResult
}

export function podFacts(pod: V1Pod): PodFacts {
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])]
  const statusOf = (name: ContainerName) => statuses.find((status) => status.name === name)
  const stateOf = (name: ContainerName): State => statusOf(name)?.state ?? {}
  return {
    pod,
    name: pod.metadata?.name ?? '',
    attempt: Number(pod.metadata?.labels?.[labels.attempt] ?? 0),
    ended: hasEnded(pod, statuses),
    deleting: pod.metadata?.deletionTimestamp !== undefined,
    hasFinalizer: pod.metadata?.finalizers?.includes(finalizers.pod) ?? false,
    agentStarted: hasStarted(statusOf(containers.agent)),
    states: {
      setup: stateOf(containers.setup),
      'git-clone': stateOf(containers.clone),
      'git-push': stateOf(containers.push),
      'git-save': stateOf(containers.save),
      agent: stateOf(containers.agent),
    },
    clone: resultOf(statusOf(containers.clone), cloneResult),
    push: resultOf(statusOf(containers.push), pushResult),
    save: resultOf(statusOf(containers.save), saveResult),
  }
}

/** Commits that the attempt starts from, as git-clone reports them. */
export function startOf({ clone }: PodFacts): Pick<PolecatStatus, 'baseCommit' | 'startCommit'> {
  return {
    ...(clone?.base !== undefined && { baseCommit: clone.base }),
    ...(clone?.start !== undefined && { startCommit: clone.start }),
  }
}

/** Kubernetes' reason for taking a pod away. */
export function disruption(pod: V1Pod): string | undefined {
  const target = pod.status?.conditions?.find(({ type, status }) => type === 'DisruptionTarget' && status === 'True')
  return target?.reason
}

/** Whether the pod was given up together with its node. */
export function hasLostNode(pod: V1Pod): boolean {
  return pod.status?.reason === 'NodeLost' || disruption(pod) === 'DeletionByPodGC'
}

function hasEnded(pod: V1Pod, statuses: readonly V1ContainerStatus[]): boolean {
  const { phase } = pod.status ?? {}
  // Nobody ends a pod that no node has; only our finalizer keeps it.
  if (pod.metadata?.deletionTimestamp && !pod.spec?.nodeName) return true
  if (phase !== 'Succeeded' && phase !== 'Failed') return false
  return hasLostNode(pod) || !statuses.some(({ state }) => state?.running)
}

function hasStarted(status: V1ContainerStatus | undefined): boolean {
  const ended = status?.state?.terminated
  if (ended) return !couldNotStart(ended)
  return status?.state?.running !== undefined || status?.lastState?.terminated !== undefined
}

/** Whether the container's process never was: the runtime had no program to run, or no such user. */
export function couldNotStart({ reason }: TerminatedState): boolean {
  return reason === 'StartError' || reason === 'ContainerCannotRun'
}

/** Result in the termination message: of the run before, where one that was started again has reported none since. */
function resultOf<T>(status: V1ContainerStatus | undefined, schema: z.ZodType<T>): T | undefined {
  for (const state of [status?.state, status?.lastState]) {
    const parsed = parse(state?.terminated?.message, schema)
    if (parsed !== undefined) return parsed
  }
  return undefined
}

/** Result, if any: a message may be cut, be a container's last words instead, or be missing. */
function parse<T>(message: string | undefined, schema: z.ZodType<T>): T | undefined {
  if (message === undefined) return undefined
  try {
    return schema.safeParse(JSON.parse(message)).data
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
