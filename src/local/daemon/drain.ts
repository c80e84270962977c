/** The end that `down` asks for: what works saves its work and ends, as far as the time for it allows. */
import type { Drain } from '../../operator/drain.ts'

export interface OpenDrain extends Drain {
  /** Begins it, or gives the one that is under way other time. Gives when it began; both in milliseconds since 1970. */
  ask(limit: number): number
  /** Resolves with the time it was asked for, once nothing works any more or the time for it is over. */
  readonly finished: Promise<number>
}

export function openDrain(): OpenDrain {
  const asked = new AbortController()
  const { promise: finished, resolve } = Promise.withResolvers<number>()
  let since: number | undefined
  let timer: NodeJS.Timeout | undefined
  const over = () => {
    clearTimeout(timer)
    if (since !== undefined) resolve(since)
  }
  return {
    asked: asked.signal,
    finished,
    over,
    ask(limit) {
      since ??= Date.now()
      clearTimeout(timer)
      timer = setTimeout(over, Math.max(0, limit - Date.now()))
      asked.abort()
      return since
    },
  }
}
