import { isFinished } from '../outcome/reasons.ts'
import type { Polecat } from './schema.ts'

/** Why work of this polecat may exist nowhere but in its pod; undefined where nothing can be lost. */
export function unsavedWork({ metadata, status }: Polecat): string | undefined {
  const name = metadata.name ?? ''
  if (status?.attempt === undefined || status.podName === undefined) return undefined
  if (isHeld({ status })) return `commits of ${name} wait for release${at(status.result?.rescueRefs)}`
  if (!isFinished(status.phase) || status.podActive === true) return `${name} still works on attempt ${status.attempt}`
  const saved = status.result?.saved
  if (saved === 'failed' || saved === 'incomplete' || saved === 'waiting')
    return `work of ${name} is not on the remote: ${status.message ?? saved}`
  return undefined
}

/** Its agent has ended, and its commits wait on the remote until somebody has looked at them. */
export function isHeld({ status }: Pick<Polecat, 'status'>): boolean {
  return status?.phase === 'Stuck' && status.reason === 'CIChangesHeld' && status.podActive !== true
}

function at(refs: readonly string[] = []): string {
  return refs.length === 0 ? '' : ` at ${refs.join(', ')}`
}

/** Whether an attempt of it takes up one of its rig's places. */
export function isActive({ status }: Polecat): boolean {
  return status?.podActive === true || status?.phase === 'Working'
}
