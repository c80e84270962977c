import { codeOf } from '../errors.ts'
/** Whether a write failed for want of a disk that takes it, which may be over in a moment; anything else is a fault of ours. */
export function isUnwritable(error: unknown): boolean {
  return codes.has(codeOf(error))
}

const codes = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EMFILE', 'ENFILE'])
