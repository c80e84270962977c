export interface EndSignals {
  /** Resolves with the first TERM or INT; rejects where something failed that cannot be mended. */
  readonly first: Promise<void>
  /** Resolves with the next one: end now, and let the agents go on. */
  readonly second: Promise<void>
  fail(error: unknown): void
  release(): void
}

export function endSignals(): EndSignals {
  const first = Promise.withResolvers<void>()
  const second = Promise.withResolvers<void>()
  // A failure may come while nobody waits for it yet.
  first.promise.catch(() => {})
  let count = 0
  const onSignal = () => {
    count++
    if (count === 1) first.resolve()
    else second.resolve()
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
  // The terminal that `up` was typed in may be closed.
  process.on('SIGHUP', ignore)
  return {
    first: first.promise,
    second: second.promise,
    fail: first.reject,
    release: () => {
      process.off('SIGTERM', onSignal)
      process.off('SIGINT', onSignal)
      process.off('SIGHUP', ignore)
    },
  }
}

function ignore(): void {}
