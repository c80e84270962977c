/**
 * Waits that grow while something fails, as every retry here has them. By hand: packages such as p-retry run a call again,
 * and watches, queues and kubelets need no more than the time of their next try.
 */
export interface Backoff {
  /** Milliseconds to wait before the next try. */
  next(): number
  reset(): void
}

/** Doubles from `firstMs` to `mostMs`; each wait is a random part between half and all of it, so that clients spread out. */
export function backoff(firstMs = 250, mostMs = 30_000, random: () => number = Math.random): Backoff {
  let doublings = 0
  return {
    next() {
      return exponential(firstMs, doublings++, mostMs) * (0.5 + random() / 2)
    },
    reset() {
      doublings = 0
    },
  }
}

/** A wait of `first`, doubled so many times, `most` at the most; of any unit. */
export function exponential(first: number, doublings: number, most: number): number {
  return Math.min(first * 2 ** doublings, most)
}
