export interface Backoff {
  /** Milliseconds to wait before the next try. */
  next(): number
  reset(): void
}

/** Doubles from `first` to `most`; each wait is a random part between half and all of it, so that clients spread out. */
export function backoff(first = 250, most = 30_000, random: () => number = Math.random): Backoff {
  let wait = first
  return {
    next() {
      const now = wait
      wait = Math.min(wait * 2, most)
      return now * (0.5 + random() / 2)
    },
    reset() {
      wait = first
    },
  }
}
