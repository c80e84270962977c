import { spawnSync } from 'node:child_process'
import { launcher } from './story.ts'

/** Nobody in particular: the uid that the system gives to what belongs to no one. */
const nobody = 65534

/**
 * Permissions mean nothing to root, so this process gives root up for good, where that user can read this checkout.
 * Whether it is an ordinary user's process now.
 */
export function becomeOrdinaryUser(): boolean {
  if (process.getuid?.() !== 0) return true
  const readable = spawnSync(process.execPath, ['--check', launcher], { uid: nobody, gid: nobody })
  if (readable.status !== 0) return false
  process.setgroups?.([])
  process.setgid?.(nobody)
  process.setuid?.(nobody)
  return true
}
