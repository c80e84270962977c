/** Messages of the status, from the state in an attempt's logs. */
import { workingMessage } from '../../attempt/working-message.ts'
import type { PolecatStatus } from '../../polecat/status.ts'
import type { LogState } from '../log-tail.ts'
import type { Verdict } from './conditions.ts'

/** Whether the agent has ended and its work waits for the remote. */
export function isWaiting(logState: LogState | undefined): boolean {
  return logState?.ended !== undefined && logState.waitingSince !== undefined
}

interface WorkState {
  readonly logState: LogState | undefined
  /** Whether the kubelet has seen the end of the agent's container. */
  readonly ended: boolean
  readonly stopping: boolean
  readonly deleting: boolean
}

export function workMessage({ logState, ended, stopping, deleting }: WorkState): string {
  const asked = stopping ? 'stop requested; ' : ''
  if (logState?.ended && isWaiting(logState))
    return `${asked}${endWords(logState.ended)}; its work waits for ${waitWords(logState)}`
  if (logState?.ended && !ended) return `${asked}${endWords(logState.ended)}; its work is being saved`
  if (ended) return 'the agent has ended; its work is being saved'
  if (stopping) return 'the agent is being stopped; its work is being saved'
  if (deleting) return 'the pod is being deleted; its work is being saved'
  return logState?.waitingSince === undefined
    ? workingMessage
    : `${workingMessage}; checkpoints wait for ${waitWords(logState)}`
}

export function cloneMessage(logState: LogState | undefined): string {
  const cloning = 'the repository is being cloned'
  if (logState?.phase !== 'cloning') return cloning
  if (logState.waitingSince !== undefined) return `${cloning}; it waits for ${waitWords(logState)}`
  return logState.words === undefined ? cloning : `${cloning}: ${logState.words}`
}

/** `the remote since …: why; retrying until …`. */
export function waitWords({ waitingSince = '', why = '', until }: LogState): string {
  const limit = until === undefined ? '' : `; retrying until ${toSecond(until)}`
  return `the remote since ${toSecond(waitingSince)}: ${why}${limit}`
}

/** Verdict on WorkSaved before git-push has reported the end. */
export function savedSoFar(logState: LogState | undefined): Verdict {
  if (logState?.waitingSince === undefined) return { status: 'Unknown', reason: 'NotEnded' }
  const waits = isWaiting(logState) ? ['RemoteAway', 'the work waits'] : ['CheckpointsWait', 'checkpoints wait']
  const [reason = '', what = ''] = waits
  return { status: 'Unknown', reason, message: `${what} for ${waitWords(logState)}` }
}

/** Fields of the status that still hold where nothing has been read of the log since the operator was started. */
export function keptWaiting({ result, message, conditions }: PolecatStatus): Partial<PolecatStatus> {
  return result?.saved === 'waiting' ? { result, message, conditions } : {}
}

function endWords({ status, ok, reason }: NonNullable<LogState['ended']>): string {
  const how = status > 128 && status < 160 ? `by signal ${status - 128}` : `exit status ${status}`
  const why = ok === false && reason ? `: ${reason}` : ''
  return `the agent ended (${how}${why})`
}

function toSecond(time: string): string {
  return time.replace(/\.\d+(?=Z$)/, '')
}
