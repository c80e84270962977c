import { createHash } from 'node:crypto'
import type { Polecat } from '../polecat/schema.ts'

/** A UUID for the agent's session: an attempt's own, and the same however often its pod is rendered (RFC 9562, version 8). */
export function sessionOf(polecat: Polecat, attempt: number): string {
  const hash = createHash('sha256').update(`${polecat.metadata.uid}/${attempt}`).digest('hex')
  const variant = ((Number.parseInt(hash[16] ?? '0', 16) & 0x3) | 0x8).toString(16)
  const groups = [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `${variant}${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ]
  return groups.join('-')
}
