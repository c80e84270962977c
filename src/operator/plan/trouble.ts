/** Trouble that keeps a pod from starting its agent, read from the words of kubelet and scheduler. */
import type { Reason } from '../../outcome/reasons.ts'
import { containers } from '../../pod/layout.ts'
import type { PodFacts } from '../../attempt/pod-facts.ts'

export interface Trouble {
  readonly reason: Reason
  readonly sentence: string
  /** Whether it may pass by itself; until then it is only shown. */
  readonly passing?: boolean
}

export function troubleOf(facts: PodFacts): Trouble | undefined {
  for (const [name, { waiting }] of Object.entries(facts.states)) {
    const trouble = waiting && troubleOfWaiting(name, waiting.reason ?? '', waiting.message ?? '')
    if (trouble) return trouble
  }
  return unschedulable(facts)
}

/** Time of the last progress. */
export function lastProgress({ pod, states }: PodFacts): Date {
  const times = [
    pod.metadata?.creationTimestamp,
    pod.status?.startTime,
    ...(pod.status?.conditions ?? []).filter(({ status }) => status === 'True').map((one) => one.lastTransitionTime),
    ...Object.values(states).flatMap(({ running, terminated }) => [running?.startedAt, terminated?.finishedAt]),
  ]
  return new Date(Math.max(0, ...times.flatMap((time) => (time ? [Date.parse(time)] : []))))
}

function troubleOfWaiting(container: string, reason: string, message: string): Trouble | undefined {
  switch (reason) {
    case 'InvalidImageName':
    case 'ErrImageNeverPull':
      return { reason: 'ImagePullFailed', sentence: `${imageOf(container)} cannot be pulled: ${message}` }
    case 'ErrImagePull':
    case 'ImagePullBackOff':
    case 'ImageInspectError':
    case 'RegistryUnavailable':
      return {
        reason: 'ImagePullFailed',
        sentence: `${imageOf(container)} cannot be pulled: ${withoutBackOff(message)}`,
        passing: !isForGood(message),
      }
    case 'CreateContainerConfigError':
      return configTrouble(container, message)
    case 'CreateContainerError':
    case 'RunContainerError':
      return { reason: 'ImageUnfit', sentence: `${container} cannot be started: ${message}`, passing: true }
    default:
      return undefined
  }
}

/** All containers but the agent's have the image of gastown, which no user can change. */
function imageOf(container: string): string {
  if (container === containers.agent) return `the image of ${container}`
  return `the image of ${container} (the operator's --image, which an administrator sets)`
}

/** Message without the kubelet's back-off, which it says and omits by turns: each turn would be a write. */
function withoutBackOff(message: string): string {
  return message.replace(/^Back-off pulling image "[^"]*": (ErrImagePull: )?/, '')
}

/** Whether the registry's refusal is final: another try brings the same. */
function isForGood(message: string): boolean {
  return /not found|manifest unknown|does not exist|unauthorized|denied|forbidden|invalid reference/i.test(message)
}

function configTrouble(container: string, message: string): Trouble {
  if (/couldn't find key/i.test(message)) return { reason: 'SecretKeyMissing', sentence: message }
  if (/secret .*not found/i.test(message)) return { reason: 'SecretNotFound', sentence: message }
  if (/run as root|runAsNonRoot|non-numeric user/i.test(message)) {
    return { reason: 'ImageUnfit', sentence: `${container} cannot be started: ${message}` }
  }
  return { reason: 'InvalidSpec', sentence: `${container} cannot be started: ${message}` }
}

function unschedulable({ pod }: PodFacts): Trouble | undefined {
  const condition = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled')
  if (condition?.status !== 'False') return undefined
  const sentence = `no node can take the pod: ${condition.message ?? condition.reason ?? ''}`
  return { reason: 'Unschedulable', sentence, passing: true }
}
