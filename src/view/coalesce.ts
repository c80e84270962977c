export interface Coalesced {
  /** Something changed: act soon, once for all changes until then. */
  request(): void
  /** Acts at once where something is still to be done, and no more. */
  end(): void
}

/**
 * At most one call in so many milliseconds; the first comes in the next turn, for all changes of this one. By hand: a
 * throttle makes the first at once.
 */
export function coalesce(act: () => void, milliseconds: number): Coalesced {
  let timer: NodeJS.Timeout | undefined
  let isDue = false
  const tick = () => {
    timer = undefined
    if (!isDue) return
    isDue = false
    act()
    timer = setTimeout(tick, milliseconds)
  }
  return {
    request() {
      isDue = true
      timer ??= setTimeout(tick, 0)
    },
    end() {
      clearTimeout(timer)
      timer = undefined
      if (isDue) act()
      isDue = false
    },
  }
}
