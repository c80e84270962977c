import { setTimeout as sleep } from 'node:timers/promises'
import { isDiskFull } from '../saving/disk-full.ts'

/** In local mode the kubelet gives up what it kept for this; or whoever filled the disk ends, and makes room. */
export const spaceTimeoutMs = 20_000
const pauseMs = 500

/** False where the disk has no room for it now. */
export function tryWrite(write: () => void): boolean {
  try {
    write()
    return true
  } catch (error) {
    if (!isDiskFull(error)) throw error
    return false
  }
}

/** Writes as soon as there is room. Throws what the last try threw where there is none for long. */
export async function writeWhenSpace(write: () => void): Promise<void> {
  const until = Date.now() + spaceTimeoutMs
  while (Date.now() < until) {
    if (tryWrite(write)) return
    await sleep(pauseMs)
  }
  write()
}
