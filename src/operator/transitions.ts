/** Changes of a status that become Events: four at most in a normal life. */
import { reasonFacts, reasons, type Reason } from '../outcome/reasons.ts'
import type { PolecatStatus } from '../polecat/status.ts'

export interface Transition {
  readonly type: 'Normal' | 'Warning'
  readonly reason: string
  readonly message: string
}

/** Events of an attempt under way, by reason; how it ends is told by the outcome's own. */
export const attemptEvents = {
  Started: { type: 'Normal', when: 'an attempt was started and its pod is being created' },
  Working: { type: 'Normal', when: 'the agent has started' },
} as const

/** The Event's type for a reason of the status. */
export function eventType(reason: Reason): Transition['type'] {
  return reasonFacts(reason).event ?? 'Warning'
}

export function transitionsOf(before: PolecatStatus, after: PolecatStatus): Transition[] {
  const told: Transition[] = []
  // A release has a pod of its own, but is no attempt.
  const sameAttempt = before.podName !== undefined && after.attempt === before.attempt
  if (after.podName !== undefined && after.podName !== before.podName && !sameAttempt) {
    told.push(ofAttempt('Started', `attempt ${after.attempt} starts in pod ${after.podName}`))
  }
  if (after.phase === 'Working' && before.phase !== 'Working') {
    told.push(ofAttempt('Working', `the agent is working on ${after.branch}`))
  }
  const ended = after.finishedAt !== undefined && after.finishedAt !== before.finishedAt
  if (after.reason !== undefined && (ended || after.reason !== before.reason)) {
    const message = after.message ?? reasons[after.reason].cause
    told.push({ type: eventType(after.reason), reason: after.reason, message })
  }
  return told
}

function ofAttempt(reason: keyof typeof attemptEvents, message: string): Transition {
  return { type: attemptEvents[reason].type, reason, message }
}
