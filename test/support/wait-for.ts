import { setTimeout as sleep } from 'node:timers/promises'

/** What `look` finds in the end; fails the test when it finds nothing in time. */
export async function waitFor<T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
  { seconds = 100, everyMs = 300 } = {},
): Promise<T> {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (Date.now() > end) throw new Error(`waited ${seconds} s in vain for ${what}`)
    await sleep(everyMs)
  }
}
