import { codeOf, messageOf } from '../errors.ts'
import { GitFailure } from '../git/failure.ts'

/** A write of ours had no room, or one of git's. */
export function isDiskFull(error: unknown): boolean {
  if (error instanceof GitFailure) return error.kind === 'disk-full'
  const code = codeOf(error)
  if (code === 'ENOSPC' || code === 'EDQUOT') return true
  return /No space left on device|Disk quota exceeded/.test(messageOf(error))
}
