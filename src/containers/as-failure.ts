import { messageOf } from '../errors.ts'
import { GitFailure } from '../git/failure.ts'
import { sanitizeLine } from '../text/sanitize.ts'
import { isDiskFull } from '../saving/disk-full.ts'

/** Any thrown value as a failure in the user's words. */
export function asFailure(error: unknown): GitFailure {
  if (error instanceof GitFailure) return error
  const { code, syscall } = error as NodeJS.ErrnoException
  if (isDiskFull(error)) return new GitFailure('disk-full', 'the disk is full', { cause: error })
  if (code === 'ENOENT' && syscall?.startsWith('spawn'))
    return new GitFailure('unknown', 'git is not on PATH', { hint: 'install git', cause: error })
  return new GitFailure('unknown', sanitizeLine(messageOf(error)), { cause: error })
}
