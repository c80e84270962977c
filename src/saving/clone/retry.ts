import { setTimeout as sleep } from 'node:timers/promises'
import { GitFailure } from '../../git/failure.ts'

interface Patience {
  readonly log: (line: string) => void
  readonly signal: AbortSignal
  /** Pauses between the tries, in milliseconds. */
  readonly pauses?: readonly number[]
}

/** Tries again after a pause where the remote could not be reached; every other failure is final at once. */
export async function retryUnreachable<T>(
  { log, signal, pauses = [1000, 2000, 4000, 8000] }: Patience,
  act: () => Promise<T>,
): Promise<T> {
  for (const pause of pauses)
    try {
      return await act()
    } catch (error) {
      if (!(error instanceof GitFailure && error.transient) || signal.aborted) throw error
      log(`${error.words}; trying again in ${pause / 1000} s`)
      await sleep(pause, undefined, { signal })
    }
  return await act()
}
