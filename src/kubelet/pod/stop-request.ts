import type { StopRequest } from './plan.ts'
import type { PodSpec } from './pod-spec.ts'

export interface StopFacts {
  readonly pod: PodSpec
  /** Milliseconds since 1970. */
  readonly startTime: number
  /** The server does not have the pod any more. */
  readonly gone: boolean
  /** All main containers have ended, or never will begin. */
  readonly mainEnded: boolean
  /** Which limit of disk it is past. */
  readonly pastStorage: string | undefined
}

/** Grace of a kubelet for a pod that fills the disk. Here the sidecars that save its work get the pod's whole grace. */
const evictionGraceSeconds = 1

/** Whether and since when a pod is to be ended from outside; a request once made only gets tighter. */
export function stopRequest(before: StopRequest | undefined, facts: StopFacts, now: number): StopRequest | undefined {
  const wanted = wantedStop(facts, now)
  if (before === undefined || wanted === undefined) return before ?? wanted
  const deleted = wanted.reason === 'deleted' && wanted.graceSeconds < before.graceSeconds
  const { since, graceSeconds } = wanted
  return deleted && endOf(wanted) < endOf(before) ? { ...before, since, graceSeconds } : before
}

/** Time of the deadline, in milliseconds since 1970. */
export function deadlineOf({ pod, startTime }: Pick<StopFacts, 'pod' | 'startTime'>): number | undefined {
  return pod.deadlineSeconds === undefined ? undefined : startTime + pod.deadlineSeconds * 1000
}

function wantedStop(facts: StopFacts, now: number): StopRequest | undefined {
  const { pod } = facts
  if (pod.deletion !== undefined) return { reason: 'deleted', since: now, graceSeconds: pod.deletion.graceSeconds }
  if (facts.gone) return { reason: 'deleted', since: now, graceSeconds: pod.graceSeconds }
  if (facts.mainEnded) return undefined
  const deadline = deadlineOf(facts)
  const request = { since: now, graceSeconds: pod.graceSeconds }
  if (deadline !== undefined && now >= deadline) return { reason: 'deadline', ...request }
  if (facts.pastStorage === undefined) return undefined
  return { reason: 'evicted', ...request, mainGraceSeconds: evictionGraceSeconds, message: facts.pastStorage }
}

function endOf(request: StopRequest): number {
  return request.since + request.graceSeconds * 1000
}
