/** What terminate, retry, release and delete do to a polecat that stands as it stands: in words, and whether at all. */
import { isUnderWay, nextAttempt } from '../../attempt/next-attempt.ts'
import { isFinished } from '../../outcome/reasons.ts'
import { agentStarted } from '../../polecat/agent-started.ts'
import type { Polecat } from '../../polecat/schema.ts'
import { isHeld } from '../../polecat/unsaved.ts'
import { phaseOf } from './polecat-table.ts'

export type Stage = 'deleting' | 'ended' | 'saving' | 'held' | 'working' | 'starting' | 'waiting'

/** How far it is, as far as the verbs tell it apart. */
export function stageOf(polecat: Polecat): Stage {
  const { metadata, status } = polecat
  if (metadata.deletionTimestamp !== undefined) return 'deleting'
  // Where the next one is asked for, the last one's end is not the whole story.
  if (isFinished(status?.phase) && status?.podActive !== true)
    return nextAttempt(polecat) === undefined ? 'ended' : 'waiting'
  if (isFinished(status?.phase) || endedWithLocalMode(status)) return 'saving'
  if (isHeld(polecat)) return 'held'
  if (!isUnderWay(status)) return 'waiting'
  return status?.phase === 'Working' || agentStarted(polecat) ? 'working' : 'starting'
}

/** Where the last attempt has ended and the next one is asked for: that this is so, which its message cannot know. */
export function queuedWords(polecat: Polecat): string | undefined {
  if (!isFinished(polecat.status?.phase) || !isQueuedAgain(polecat)) return undefined
  return `attempt ${nextAttempt(polecat)?.attempt ?? polecat.spec.attempt} is queued`
}

/** The last attempt has ended, and the next one is waited for: what the last took is not its time. */
export function isQueuedAgain(polecat: Polecat): boolean {
  const { attempt, finishedAt } = polecat.status ?? {}
  const hasEnded = attempt !== undefined && finishedAt !== undefined
  return hasEnded && stageOf(polecat) === 'waiting' && nextAttempt(polecat) !== undefined
}

/** One that local mode ended, or a crash after that, counts as ended while its work is being saved. */
function endedWithLocalMode(status: Polecat['status']): boolean {
  const isPod = isUnderWay(status) && status?.podActive !== false
  return (
    isPod && status?.conditions?.some(({ type, reason }) => type === 'PodReady' && reason === 'LocalModeEnded') === true
  )
}

/** Such as `Done (Pushed)`. */
export function standing(polecat: Polecat): string {
  const { phase, reason } = polecat.status ?? {}
  const shown = phaseOf(polecat)
  return reason === undefined || reason === phase || shown !== (phase ?? 'Pending') ? shown : `${shown} (${reason})`
}

/** What becomes of one whose end is asked for; `before` is how it stood then. */
export function terminateWords(before: Polecat): string {
  const again = before.spec.desiredState === 'Terminated' ? ' already' : ''
  const words: Record<Stage, string> = {
    deleting: 'is already being deleted, its work is saved first',
    ended: `has ended already: ${standing(before)}`,
    saving: 'has ended already, its work is still being saved',
    held: `is terminated${again}, its held commits stay where they are${refs(before)}`,
    working: `is being terminated${again}, its work is saved first`,
    starting: `is being terminated${again} while it starts; any work is saved first`,
    waiting: `is terminated${again}; nothing of it is running`,
  }
  return words[stageOf(before)]
}

/** Whether there is still something to end. */
export function canEnd(polecat: Polecat): boolean {
  return !['deleting', 'ended', 'saving'].includes(stageOf(polecat))
}

export interface Retry {
  readonly attempt: number
  readonly words: string
  /** Whether the retry was asked for before, so that there is nothing to write. */
  readonly isAsked: boolean
}

export interface Refusal {
  /** Why it is refused. */
  readonly refused: string
  /** Whether the polecat has to be ended first. */
  readonly isRunning: boolean
}

/** What a retry of it means. */
export function retryOf(polecat: Polecat): Retry | Refusal {
  const { spec, status } = polecat
  const last = status?.attempt
  const stage = stageOf(polecat)
  if (stage === 'deleting') return { refused: 'is being deleted', isRunning: false }
  if (stage === 'working') return { refused: `is still running attempt ${last}`, isRunning: true }
  if (stage === 'starting') return { refused: `is starting attempt ${last}`, isRunning: true }
  // One that was never tried is still to have its first attempt.
  const attempt = last === undefined ? spec.attempt : last + 1
  const isAsked = spec.attempt >= attempt && spec.desiredState === 'Working'
  const queued = `attempt ${Math.max(attempt, spec.attempt)} is queued`
  const { reason } = status ?? {}
  if (isAsked)
    return { attempt, isAsked, words: `${queued} already${why(isFinished(status?.phase) ? undefined : reason)}` }
  if (stage === 'saving') return { attempt, isAsked, words: `${queued}, and starts once attempt ${last} is saved` }
  if (stage === 'held') return { attempt, isAsked, words: `${queued}; the held commits stay${refs(polecat)}` }
  return { attempt, isAsked, words: queued }
}

/** `before` is how it stood when its release was asked for. */
export function releaseWords({ spec }: Polecat): string {
  return spec.ciChanges === 'allow' ? 'was already released' : 'is released, its commits will be pushed'
}

/** `before` is how it stood when its removal was asked for; `isLeft`: it is still there. */
export function deleteWords(before: Polecat, isLeft: boolean): string {
  if (!isLeft) return 'deleted'
  const { deletionTimestamp, finalizers = [] } = before.metadata
  const requested = deletionTimestamp === undefined ? 'deletion requested' : 'deletion was already requested'
  if (hasPod(before)) return `${requested}; its pod is stopped first`
  return `${requested}; waits for an operator to remove finalizers: ${finalizers.join(', ')}`
}

/** Whether a pod of it may still run, as far as its status tells. */
export function hasPod(polecat: Polecat): boolean {
  if (polecat.metadata.deletionTimestamp !== undefined) return polecat.status?.podActive === true
  return ['working', 'starting', 'saving'].includes(stageOf(polecat))
}

function refs({ status }: Polecat): string {
  const held = status?.result?.rescueRefs ?? []
  return held.length === 0 ? '' : `: ${held.join(', ')}`
}

function why(reason: string | undefined): string {
  return reason === undefined ? '' : `: ${reason}`
}
