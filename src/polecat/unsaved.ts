import { isFinished, type Reason } from '../outcome/reasons.ts'
import type { Polecat } from './schema.ts'
import type { PolecatStatus } from './status.ts'

/** Why work of this polecat may exist nowhere but in its pod; undefined where nothing can be lost. */
export function unsavedWork({ metadata, status = {} }: Polecat): string | undefined {
  const name = metadata.name ?? ''
  if (status.attempt !== undefined && status.podName !== undefined) {
    if (isHeld({ status })) return `commits of ${name} wait for release${at(status.result?.rescueRefs)}`
    if (!isFinished(status.phase) || status.podActive === true)
      return `${name} still works on attempt ${status.attempt}`
  }
  const attempts = unsavedAttempts(status)
  if (attempts.length === 0) return undefined
  const told = attempts.map(({ attempt, message }) =>
    attempt === status.attempt ? message : `attempt ${attempt}: ${message}`,
  )
  return `work of ${name} is not on the remote: ${told.join('; ')}`
}

/** Attempts that have ended with work which is not on the remote; the newest one last. */
export function unsavedAttempts({ attempt, podName, result, message, unsaved = [] }: PolecatStatus): UnsavedAttempt[] {
  const saved = result?.saved
  const isUnsaved = saved === 'failed' || saved === 'incomplete' || saved === 'waiting'
  if (!isUnsaved || attempt === undefined || podName === undefined) return [...unsaved]
  return [...unsaved, { attempt, podName, message: (message ?? saved).slice(0, 1024) }].slice(-32)
}

type UnsavedAttempt = NonNullable<PolecatStatus['unsaved']>[number]

/** Whether the agent has ended and its commits wait on the remote until somebody has reviewed them. */
export function isHeld({ status }: Pick<Polecat, 'status'>): boolean {
  return heldAs(status) !== undefined && status?.podActive !== true
}

/** How the attempt ended whose commits wait for release; undefined where none do. */
export function heldAs({ reason, result }: PolecatStatus = {}): Reason | undefined {
  return result?.held ?? (reason === 'CIChangesHeld' ? reason : undefined)
}

function at(refs: readonly string[] = []): string {
  return refs.length === 0 ? '' : ` at ${refs.join(', ')}`
}

/** Whether an attempt of it takes up one of its rig's places. */
export function isActive({ status }: Polecat): boolean {
  return status?.podActive === true || status?.phase === 'Working'
}

/** Whether an attempt of it is to start, and none is under way. */
export function isQueued(polecat: Polecat): boolean {
  const { phase = 'Pending' } = polecat.status ?? {}
  return polecat.spec.desiredState === 'Working' && phase === 'Pending' && !isActive(polecat)
}
