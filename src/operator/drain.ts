/** Ends what works, saving it first, and starts nothing more: how local mode ends. */
import type { Cache } from './cache.ts'
import { isKeptOpen } from './plan/keep-open.ts'
import { podFacts } from '../attempt/pod-facts.ts'

export interface Drain {
  /** Aborted once the drain is asked for. */
  readonly asked: AbortSignal
  /** Called once nothing works any more. */
  over(): void
}

/** No attempt is under way that anything more becomes of now, and none of the pods runs. */
export function isDrained(cache: Pick<Cache, 'underWay' | 'pods'>): boolean {
  return (
    cache.underWay().every(({ status }) => status !== undefined && isKeptOpen(status)) &&
    cache.pods().every((pod) => podFacts(pod).ended)
  )
}
