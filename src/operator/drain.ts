/** A drain, with which local mode ends: what works is saved and ended, and nothing more starts. */
import type { Cache } from './cache.ts'
import { isKeptOpen } from './plan/keep-open.ts'
import { podFacts } from '../attempt/pod-facts.ts'

export interface Drain {
  /** Aborted once the drain is asked for. */
  readonly asked: AbortSignal
  /** Called once nothing works any more. */
  over(): void
}

/** Whether the drain is over: no attempt under way can go on now, and none of the pods runs. */
export function isDrained(cache: Pick<Cache, 'underWay' | 'pods'>): boolean {
  return (
    cache.underWay().every(({ status }) => status !== undefined && isKeptOpen(status)) &&
    cache.pods().every((pod) => podFacts(pod).ended)
  )
}
