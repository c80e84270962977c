import { GitFailure } from '../../git/failure.ts'
import type { Pusher } from '../../saving/push/send.ts'
import type { Changes } from '../changes.ts'
import { abortAt, type StallTimeouts } from './stall-timeouts.ts'

export interface AbortRule {
  readonly timeouts: StallTimeouts
  /** Since when somebody waits for the end, in milliseconds since 1970; undefined while nobody does. */
  readonly waitedSince: () => number | undefined
  /** Error that is thrown where this rule aborts. */
  readonly reason: () => Error
}

/** Rule that holds whether or not somebody waits: a kubelet that ends the pod does not wait for ever. */
export function unconditional(timeouts: StallTimeouts): AbortRule {
  const failure = new GitFailure('unreachable', 'the server did not respond in time')
  return { timeouts, waitedSince: () => 0, reason: () => failure }
}

/** Signal to end, and callback for progress. */
export type Abortable = Required<Pick<Pusher, 'signal' | 'onProgress'>>

/** Poll interval, as not every file system reports changes. */
const pollMs = 5000

/** Runs something at the remote until it ends, or stalls by one of the rules: then this throws the rule's reason. */
export async function abortStalled<T>(
  rules: readonly AbortRule[],
  changes: Changes,
  act: (how: Abortable) => Promise<T>,
): Promise<T> {
  const aborted = new AbortController()
  const beganAt = Date.now()
  let heardAt: number | undefined
  const over = new AbortController()
  const watching = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const ends = rules.map((rule) => abortAt(rule.timeouts, { beganAt, heardAt, waitedSince: rule.waitedSince() }))
      const leftMs = ends.map((end) => end - Date.now())
      const due = rules.find((_, index) => (leftMs[index] ?? 0) <= 0)
      if (due !== undefined) return aborted.abort(due.reason())
      await changes.next(Math.min(pollMs, ...leftMs))
    }
  }
  const watched = watching().catch((error: unknown) => aborted.abort(error))
  try {
    return await act({ signal: aborted.signal, onProgress: () => (heardAt = Date.now()) })
  } catch (error) {
    aborted.signal.throwIfAborted()
    throw error
  } finally {
    over.abort()
    changes.close()
    await watched
  }
}
