/** What an attempt's logs say of it, in words for the status. */
import type { PolecatStatus } from '../../polecat/status.ts'
import type { Told } from '../log-tail.ts'
import type { Verdict } from './conditions.ts'

/** The agent has ended and its work waits for the remote. */
export function isWaiting(told: Told | undefined): boolean {
  return told?.ended !== undefined && told.waitingSince !== undefined
}

interface Moment {
  readonly told: Told | undefined
  /** The kubelet has seen the end of the agent's container. */
  readonly ended: boolean
  readonly stopping: boolean
  readonly deleting: boolean
}

export function workMessage({ told, ended, stopping, deleting }: Moment): string {
  const asked = stopping ? 'stop requested; ' : ''
  if (told?.ended && isWaiting(told)) return `${asked}${endWords(told.ended)}; its work waits for ${waitWords(told)}`
  if (told?.ended && !ended) return `${asked}${endWords(told.ended)}; its work is being saved`
  if (ended) return 'the agent has ended; its work is being saved'
  if (stopping) return 'the agent is being stopped; its work is being saved'
  if (deleting) return 'the pod is being deleted; its work is being saved'
  return told?.waitingSince === undefined
    ? 'the agent is working'
    : `the agent is working; checkpoints wait for ${waitWords(told)}`
}

export function cloneMessage(told: Told | undefined): string {
  const cloning = 'the repository is being cloned'
  if (told?.phase !== 'cloning') return cloning
  if (told.waitingSince !== undefined) return `${cloning}; it waits for ${waitWords(told)}`
  return told.words === undefined ? cloning : `${cloning}: ${told.words}`
}

/** `the remote since …: why; retrying until …`. */
export function waitWords({ waitingSince = '', why = '', until }: Told): string {
  const limit = until === undefined ? '' : `; retrying until ${toSecond(until)}`
  return `the remote since ${toSecond(waitingSince)}: ${why}${limit}`
}

/** What is known of the work before git-push has answered for the end. */
export function savedSoFar(told: Told | undefined): Verdict {
  if (told?.waitingSince === undefined) return { status: 'Unknown', reason: 'NotEnded' }
  const waits = isWaiting(told) ? ['RemoteAway', 'the work waits'] : ['CheckpointsWait', 'checkpoints wait']
  const [reason = '', what = ''] = waits
  return { status: 'Unknown', reason, message: `${what} for ${waitWords(told)}` }
}

/** Where nothing has been read of the log since the operator was started: what the status says of it still holds. */
export function keptWaiting({ result, message, conditions }: PolecatStatus): Partial<PolecatStatus> {
  return result?.saved === 'waiting' ? { result, message, conditions } : {}
}

function endWords({ status, ok, reason }: NonNullable<Told['ended']>): string {
  const how = status > 128 && status < 160 ? `by signal ${status - 128}` : `exit status ${status}`
  const why = ok === false && reason ? `: ${reason}` : ''
  return `the agent ended (${how}${why})`
}

function toSecond(time: string): string {
  return time.replace(/\.\d+(?=Z$)/, '')
}
