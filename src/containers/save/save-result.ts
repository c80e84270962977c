import type { SaveResult } from '../../outcome/results.ts'
import type { Transcript } from '../../saving/transcript.ts'

type Own = Pick<SaveResult, 'changed'> & { readonly [K in 'stopped' | 'record' | 'message']: SaveResult[K] | undefined }

/** What git-save reports in its termination message. */
export function saveResultOf(
  { end, usage, state }: Pick<Transcript, 'end' | 'usage' | 'state'>,
  { changed, stopped, record, message }: Own,
): SaveResult {
  return {
    changed,
    ...(stopped && { stopped }),
    ...(end && { end }),
    ...(usage && { usage }),
    ...state,
    ...(record !== undefined && { record }),
    ...(message !== undefined && { message }),
  }
}
