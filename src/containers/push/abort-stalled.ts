import { GitFailure } from '../../git/failure.ts'
import type { Pusher } from '../../saving/push/send.ts'
import type { Changes } from '../changes.ts'
import { cutAt, type Patience } from './stall-timeouts.ts'

export interface CutRule {
  readonly patience: Patience
  /** Since when somebody waits for the end, in milliseconds since 1970; undefined while nobody does. */
  readonly waitedSince: () => number | undefined
  /** What is thrown where it is cut by this rule. */
  readonly reason: () => Error
}

/** Nobody need wait for it, but it must not hang: a kubelet that ends the pod does not wait for ever. */
export function inAnyCase(patience: Patience): CutRule {
  const failure = new GitFailure('unreachable', 'the server did not answer in time')
  return { patience, waitedSince: () => 0, reason: () => failure }
}

/** How what goes on is told to end, and tells that it gets on. */
export type Cuttable = Required<Pick<Pusher, 'signal' | 'onProgress'>>

/** Not every file system tells of changes. */
const lookMs = 5000

/** Lets something go on at the remote until it ends, or hangs by one of the rules: then this throws the rule's reason. */
export async function cutHanging<T>(
  rules: readonly CutRule[],
  changes: Changes,
  act: (how: Cuttable) => Promise<T>,
): Promise<T> {
  const cut = new AbortController()
  const beganAt = Date.now()
  let heardAt: number | undefined
  const over = new AbortController()
  const watching = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const ends = rules.map((rule) => cutAt(rule.patience, { beganAt, heardAt, waitedSince: rule.waitedSince() }))
      const leftMs = ends.map((end) => end - Date.now())
      const due = rules.find((_, index) => (leftMs[index] ?? 0) <= 0)
      if (due !== undefined) return cut.abort(due.reason())
      await changes.next(Math.min(lookMs, ...leftMs))
    }
  }
  const watched = watching().catch((error: unknown) => cut.abort(error))
  try {
    return await act({ signal: cut.signal, onProgress: () => (heardAt = Date.now()) })
  } catch (error) {
    cut.signal.throwIfAborted()
    throw error
  } finally {
    over.abort()
    changes.close()
    await watched
  }
}
