import { setTimeout as sleep } from 'node:timers/promises'
import { GitFailure } from '../../git/failure.ts'

interface Patience {
  readonly log: (line: string) => void
  readonly signal: AbortSignal
  /** Called before each pause with the reason, and without one when the remote is there again. */
  readonly away?: (why?: string) => void
  /** Pauses between the tries, in milliseconds. */
  readonly pauses?: readonly number[]
}

/** Tries again after a pause where the remote could not be reached; every other failure is final at once. */
export async function retryUnreachable<T>(
  { log, signal, away, pauses = [1000, 2000, 4000, 8000] }: Patience,
  act: () => Promise<T>,
): Promise<T> {
  for (const pause of pauses)
    try {
      const done = await act()
      away?.()
      return done
    } catch (error) {
      if (!(error instanceof GitFailure && error.transient) || signal.aborted) throw error
      away?.(error.words)
      log(`${error.words}; trying again in ${pause / 1000} s`)
      await sleep(pause, undefined, { signal })
    }
  return await act()
}

/** The same for a transfer from a remote that was there before: one that it cuts each time, it refuses. */
export async function retryTransfer<T>(patience: Patience, act: () => Promise<T>): Promise<T> {
  try {
    return await retryUnreachable(patience, act)
  } catch (error) {
    if (!(error instanceof GitFailure) || !error.cut) throw error
    throw new GitFailure('refused', error.message, { hint: error.hint, cause: error })
  }
}
