import type { SaveResult } from '../../outcome/results.ts'
import type { EndedNote } from '../../saving/ended.ts'
import type { StateEvent } from '../../saving/state-event.ts'
import type { TranscriptState } from '../../saving/transcript.ts'
import type { Waiting } from '../../saving/waiting.ts'

/** All that git-save knows of an attempt at one moment. */
export interface SaveKnowledge {
  readonly transcript: {
    readonly state: TranscriptState
    readonly end: SaveResult['end']
    readonly usage: SaveResult['usage']
    /** After a restart, what is known of the agent's stream is at first less than was known before. */
    readonly isCaughtUp: boolean
  }
  readonly ended: EndedNote | undefined
  readonly isStopped: boolean
  readonly waiting: Waiting | undefined
  /** Until when the pod is open for the save, in milliseconds since 1970. */
  readonly until: number | undefined
}

export function saveStateEvent({ transcript, ended, isStopped, waiting, until }: SaveKnowledge): StateEvent {
  const { firstOutput, lastOutput } = transcript.state
  const { end, usage } = transcript
  return {
    type: 'state',
    phase: ended ? (waiting ? 'waiting' : 'saving') : isStopped ? 'stopping' : 'working',
    ...(firstOutput !== undefined && { firstOutput }),
    ...(lastOutput !== undefined && { lastActivity: lastOutput }),
    ...(usage && transcript.isCaughtUp && { usage }),
    ...(ended && { ended: endOf(ended, end) }),
    ...(waiting && { waitingSince: waiting.since, why: waiting.why }),
    ...(ended && waiting && until !== undefined && { until: new Date(until).toISOString() }),
  }
}

function endOf({ status, at }: EndedNote, end: SaveResult['end']): StateEvent['ended'] {
  const said = end && { ok: end.ok, ...(end.reason !== undefined && { reason: end.reason }) }
  return { at: new Date(at).toISOString(), status, ...said }
}
