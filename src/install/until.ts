import { setTimeout as pause } from 'node:timers/promises'
import { GastownError } from '../errors.ts'

export interface Until {
  /** What is waited for, such as `polecats to save their work`. */
  readonly what: string
  readonly seconds: number
  readonly hints: readonly string[]
  readonly signal: AbortSignal
  now(): number
}

const everyMs = 500

/** Asks until nothing is left; rejects with what is, as `still-running`, when the time has passed. */
export async function untilNone(left: () => Promise<readonly string[]>, until: Until): Promise<void> {
  const { what, seconds, hints, signal, now } = until
  const end = now() + seconds * 1000
  for (;;) {
    const names = await left()
    if (names.length === 0) return
    if (now() >= end)
      throw new GastownError('still-running', `gave up waiting for ${what} after ${seconds} s: ${names.join(', ')}`, {
        hints,
      })
    await pause(everyMs, undefined, { signal })
  }
}
