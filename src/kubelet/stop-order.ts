import type { StopOrder } from './plan.ts'
import type { PodSpec } from './pod-spec.ts'

export interface StopFacts {
  readonly pod: PodSpec
  /** Milliseconds since 1970. */
  readonly startTime: number
  /** The server does not have the pod any more. */
  readonly gone: boolean
  /** All main containers have ended, or never will begin. */
  readonly mainEnded: boolean
}

/** Whether and since when a pod is to be ended from outside; an order once given only gets tighter. */
export function stopOrder(before: StopOrder | undefined, facts: StopFacts, now: number): StopOrder | undefined {
  const wanted = wantedStop(facts, now)
  if (before === undefined || wanted === undefined) return before ?? wanted
  const deleted = wanted.reason === 'deleted' && wanted.graceSeconds < before.graceSeconds
  return deleted && endOf(wanted) < endOf(before) ? { ...wanted, reason: before.reason } : before
}

/** When to look at the deadline again. */
export function deadlineOf({ pod, startTime }: Pick<StopFacts, 'pod' | 'startTime'>): number | undefined {
  return pod.deadlineSeconds === undefined ? undefined : startTime + pod.deadlineSeconds * 1000
}

function wantedStop(facts: StopFacts, now: number): StopOrder | undefined {
  const { pod } = facts
  if (pod.deletion !== undefined) return { reason: 'deleted', since: now, graceSeconds: pod.deletion.graceSeconds }
  if (facts.gone) return { reason: 'deleted', since: now, graceSeconds: pod.graceSeconds }
  const deadline = deadlineOf(facts)
  return deadline !== undefined && now >= deadline && !facts.mainEnded
    ? { reason: 'deadline', since: now, graceSeconds: pod.graceSeconds }
    : undefined
}

function endOf(order: StopOrder): number {
  return order.since + order.graceSeconds * 1000
}
