import { readFileSync } from 'node:fs'
import type { PushResult } from '../../outcome/results.ts'
import type { Ack, RemoteNote } from '../handover.ts'

/** What git-push must not forget when it is restarted. One file, replaced by rename. */
export interface PushState {
  /** seq of the last handover that is done with. */
  answered: number
  /** What the remote has at the refs that are ours, as last seen there; null for none. */
  known: Record<string, string | null>
  /** Commits that were sent to a ref and not seen there yet: a push may have arrived although its answer did not. */
  sent: Record<string, string[]>
  /** Of these, what may have arrived since the remote was last looked at: ref → commit. */
  unverified: Record<string, string>
  result: PushResult
  ack?: Ack
}

export function readPushState(file: string, note: RemoteNote): PushState {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as PushState
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return emptyPushState(note.refs)
  }
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
