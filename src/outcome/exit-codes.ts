import type { ErrorKind } from '../errors.ts'

/** The only table of exit codes for errors; outcomes have theirs in `reasons.ts`. The README's table is generated from both. */
export const errorExitCodes = {
  bug: { code: 1, meaning: 'unexpected error (a bug in gastown)' },
  invalid: { code: 2, meaning: 'usage or invalid input' },
  'not-found': { code: 3, meaning: 'not found' },
  'not-installed': { code: 3, meaning: 'not found' },
  denied: { code: 4, meaning: 'not allowed or not logged in' },
  unreachable: { code: 5, meaning: 'cluster or git host unreachable' },
  conflict: { code: 6, meaning: 'conflict: already exists, was changed, or branch in use' },
  'work-unsaved': {
    code: 7,
    meaning: 'refused: something would be lost (--force overrides), or confirmation needs a terminal (--yes)',
  },
  'still-running': { code: 8, meaning: 'still running when the timeout of the wait passed' },
  'no-space': { code: 9, meaning: 'no space left on a disk' },
  'cannot-start': { code: 16, meaning: 'the attempt could not start' },
  interrupted: { code: 130, meaning: 'interrupted' },
} as const satisfies Record<ErrorKind, { code: number; meaning: string }>
