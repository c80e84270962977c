/** The attempt under way, and the next one. */
import { exponential } from '../backoff.ts'
import { reasonFacts, type Reason } from '../outcome/reasons.ts'
import type { Polecat } from '../polecat/schema.ts'
import type { PolecatStatus } from '../polecat/status.ts'

/** Whether an attempt is under way: from its claim until its end is recorded. */
export function isUnderWay(status: PolecatStatus | undefined): boolean {
  return status?.podName !== undefined && status.finishedAt === undefined
}

export interface NextAttempt {
  readonly attempt: number
  /** Earliest time. */
  readonly at?: Date
}

/** The attempt to start, or undefined where nothing is to be started. */
export function nextAttempt({ metadata, spec, status = {} }: Polecat): NextAttempt | undefined {
  if (metadata.deletionTimestamp !== undefined || spec.desiredState !== 'Working' || isUnderWay(status))
    return undefined
  const last = status.attempt ?? 0
  if (spec.attempt > last) return { attempt: spec.attempt }
  if (status.finishedAt === undefined) return { attempt: last }
  // What was refused before it had a pod is tried again once somebody has changed it.
  if (status.podName === undefined)
    return status.observedGeneration === metadata.generation ? undefined : { attempt: last }
  return isWaiting(status) ? { attempt: last + 1, at: backOff(status, spec.attempt) } : undefined
}

/** Whether `maxAttempts` allows one more after this one. A retry by the user counts from spec.attempt anew. */
export function isTriedAgain({ metadata, spec }: Polecat, attempt: number, reason: Reason): boolean {
  if (metadata.deletionTimestamp !== undefined || spec.desiredState !== 'Working') return false
  return reasonFacts(reason).retryable === true && attempt - spec.attempt + 1 < spec.maxAttempts
}

/** Whether another attempt follows one that has ended; only a final phase says that none does. */
export function isWaiting({ phase, reason }: PolecatStatus): boolean {
  if (phase === 'Pending' || phase === 'Idle') return true
  return phase === 'Stuck' && (reason === 'BranchInUse' || reason === 'RigNotFound')
}

/** Back-off: 10 s after the first failure, twice as long after each further one, 5 minutes at most. */
function backOff({ attempt = 1, finishedAt = '' }: PolecatStatus, first: number): Date {
  const seconds = exponential(10, Math.max(0, attempt - first), 300)
  return new Date(Date.parse(finishedAt) + seconds * 1000)
}
