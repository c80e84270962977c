/** Which changes of a status a user would want to be told of: four at most in a normal life. */
import { reasons, type Reason } from '../outcome/reasons.ts'
import type { PolecatStatus } from '../polecat/status.ts'

export interface Transition {
  readonly type: 'Normal' | 'Warning'
  readonly reason: string
  readonly message: string
}

const goodNews: ReadonlySet<Reason> = new Set<Reason>(['Pushed', 'Terminated', 'RigFull', 'Paused'])

export function transitionsOf(before: PolecatStatus, after: PolecatStatus): Transition[] {
  const told: Transition[] = []
  // A release has a pod of its own, but is no attempt.
  const sameAttempt = before.podName !== undefined && after.attempt === before.attempt
  if (after.podName !== undefined && after.podName !== before.podName && !sameAttempt) {
    told.push({ type: 'Normal', reason: 'Started', message: `attempt ${after.attempt} starts in pod ${after.podName}` })
  }
  if (after.phase === 'Working' && before.phase !== 'Working') {
    told.push({ type: 'Normal', reason: 'Working', message: `the agent works on ${after.branch}` })
  }
  const ended = after.finishedAt !== undefined && after.finishedAt !== before.finishedAt
  if (after.reason !== undefined && (ended || after.reason !== before.reason)) {
    const type = goodNews.has(after.reason) ? 'Normal' : 'Warning'
    told.push({ type, reason: after.reason, message: after.message ?? reasons[after.reason].cause })
  }
  return told
}
