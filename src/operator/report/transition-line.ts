/** The life of each polecat in the operator's log: a line for each change of its attempt, phase or reason. */
import { isReason, reasons } from '../../outcome/reasons.ts'
import type { Polecat } from '../../polecat/schema.ts'
import type { PolecatStatus } from '../../polecat/status.ts'
import { eventType } from '../transitions.ts'
import type { LogFields, OperatorLog } from './operator-log.ts'

/** Says what a written status changed, where that is more than its words. */
export function logTransition(log: OperatorLog, polecat: Polecat, before: PolecatStatus = {}): void {
  const { status = {} } = polecat
  if (!isTransition(before, status)) return
  const { phase, reason, message } = status
  const level = isReason(reason) && eventType(reason) === 'Warning' ? 'warn' : 'info'
  const cause = isReason(reason) ? reasons[reason].cause : 'its status has changed'
  log[level](message ?? cause, {
    ...aboutPolecat(polecat),
    attempt: status.attempt,
    pod: status.podName,
    phase,
    reason,
  })
}

/** Names of a polecat, for a line that is about it. */
export function aboutPolecat({ metadata, spec }: Polecat): LogFields {
  return { polecat: `${metadata.namespace}/${metadata.name}`, rig: spec?.rig }
}

function isTransition(before: PolecatStatus, after: PolecatStatus): boolean {
  return (['phase', 'reason', 'attempt', 'podName', 'finishedAt'] as const).some(
    (field) => before[field] !== after[field],
  )
}
