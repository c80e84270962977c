/** Whether the operator that was installed leads, and if not, what is in its way. Pure. */
import { isDeepStrictEqual } from 'node:util'
import type { CoordinationV1Lease, V1ContainerStatus, V1Deployment, V1Pod } from '../kube/wire.ts'

export interface Rollout {
  readonly deployment: V1Deployment
  /** Pods of the Deployment. */
  readonly pods: readonly V1Pod[]
  readonly lease: CoordinationV1Lease | undefined
}

/** The pod that leads and runs what was installed; undefined where there is none yet. */
export function leaderOf({ deployment, pods, lease }: Rollout): string | undefined {
  // An identity is the pod's name, and a random part.
  const holder = lease?.spec?.holderIdentity?.split('_')[0] ?? ''
  const pod = pods.find(({ metadata }) => metadata?.name === holder && metadata.deletionTimestamp === undefined)
  const isCurrent = isDeepStrictEqual(programOf(pod?.spec), programOf(deployment.spec?.template.spec))
  return pod !== undefined && isCurrent && isReady(pod) ? holder : undefined
}

function programOf(spec: V1Pod['spec']): unknown {
  return spec?.containers.map(({ image, args }) => [image, args])
}

function isReady({ status }: V1Pod): boolean {
  return status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true
}

/** What keeps operators from working, in the words of Kubernetes, each once. */
export function rolloutProblems({ deployment, pods, lease }: Rollout): string[] {
  const refused = deployment.status?.conditions?.filter(
    ({ type, status }) => type === 'ReplicaFailure' && status === 'True',
  )
  const words = [
    ...(refused ?? []).map(({ message = '' }) => message),
    ...pods.filter((pod) => !isReady(pod)).flatMap(podProblems),
  ]
  if (words.length > 0) return [...new Set(words)]
  if (pods.length === 0) return ['the Deployment has made no pods yet']
  return [
    lease?.spec?.holderIdentity ? `the Lease belongs to ${lease.spec.holderIdentity}` : 'no operator has the Lease',
  ]
}

function podProblems({ metadata, status }: V1Pod): string[] {
  const name = metadata?.name
  const unscheduled = status?.conditions?.find(({ type, status }) => type === 'PodScheduled' && status === 'False')
  if (unscheduled !== undefined) return [`pod ${name} cannot be scheduled: ${unscheduled.message}`]
  const stopped = (status?.containerStatuses ?? []).flatMap((container) => stoppedWords(container))
  return stopped.length > 0 ? stopped.map((words) => `pod ${name}: ${words}`) : [`pod ${name} is not ready yet`]
}

const harmless = ['ContainerCreating', 'PodInitializing']

function stoppedWords({ state, lastState, image }: V1ContainerStatus): string[] {
  const { reason = '', message = '' } = state?.waiting ?? {}
  const ended = state?.terminated ?? lastState?.terminated
  if (ended !== undefined) return [`the operator ended with exit code ${ended.exitCode} (${ended.reason})`]
  return reason === '' || harmless.includes(reason) ? [] : [`${reason} (${image}): ${message}`]
}
