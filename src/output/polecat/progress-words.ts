import type { Polecat } from '../../polecat/schema.ts'
import { sanitizeForTerminal } from '../../text/sanitize.ts'
import { queuedWords, standing } from './verb-words.ts'

/** Phase, reason and message on one line, such as `Pending (Unschedulable): 0/3 nodes are available`. */
export function progressWords(polecat: Polecat): string {
  const message = queuedWords(polecat) ?? polecat.status?.message
  const words = message === undefined ? standing(polecat) : `${standing(polecat)}: ${message}`
  return sanitizeForTerminal(words.replaceAll(/\s*\n\s*/g, ' '))
}
