import type { PushResult } from '../../outcome/results.ts'
import type { Ack, RemoteNote } from '../handover.ts'
import { readIfThere } from '../../if-there.ts'

/** What git-push must not forget when it is restarted. One file, replaced by rename. */
export interface PushState {
  /** seq of the last handover that is done with, and the series that it counts in. */
  answered: number
  series?: string
  /** A power cut took what was known: nobody has looked yet what of the remote is ours. */
  isLost?: true
  /** What the remote has at the refs that are ours, as last seen there; null for none. */
  known: Record<string, string | null>
  /** Commits that were sent to a ref and not seen there yet: a push may have arrived although its answer did not. */
  sent: Record<string, string[]>
  /** Sent commits that may have arrived since the remote's refs were last listed: ref → commit. */
  unverified: Record<string, string>
  /** Sent commits that a push that ended without a word may bring yet, however long after: ref → commits. */
  late?: Record<string, string[]>
  result: PushResult
  ack?: Ack
}

export function readPushState(file: string, note: RemoteNote): PushState {
  const text = readIfThere(file)
  if (text === undefined) return emptyPushState(note.refs)
  try {
    return toTryAgain(JSON.parse(text) as PushState)
  } catch (error) {
    if (error instanceof SyntaxError) return { ...emptyPushState(note.refs), isLost: true }
    throw error
  }
}

/** What has failed for good is tried once more after a restart, as that of the machine: the cause may be gone. */
function toTryAgain(state: PushState): PushState {
  const { result, answered } = state
  return result.final && result.state === 'failed' ? { ...state, answered: answered - 1 } : state
}

/** Before anything was pushed. */
export function emptyPushState(known: PushState['known'] = {}): PushState {
  return { answered: 0, known: { ...known }, sent: {}, unverified: {}, result: { state: 'waiting', final: false } }
}

/** For a result that must not claim more than is known. */
export function unverifiedRefs(unverified: PushState['unverified'] = {}): Pick<PushResult, 'unverified'> {
  const refs = Object.keys(unverified)
  return refs.length > 0 ? { unverified: refs } : {}
}
