import { messageOf } from '../../errors.ts'
import { sanitizeLine } from '../../text/sanitize.ts'
import { isDiskFull } from '../disk-full.ts'

/**
 * One part of a snapshot, or what stands for it where it fails: that may be of the agent's making, and must not cost the
 * rest. A full disk is not, and the whole is tried again once there is room.
 */
export async function partOr<T>(part: () => Promise<T>, otherwise: (why: string) => T): Promise<T> {
  try {
    return await part()
  } catch (error) {
    if (isDiskFull(error)) throw error
    return otherwise(`cannot be read (${sanitizeLine(messageOf(error), 100)})`)
  }
}
