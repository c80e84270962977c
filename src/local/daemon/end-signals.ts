export interface EndSignals {
  /** Resolves with TERM or INT: the daemon ends at once, and agents go on; rejects where something failed for good. */
  readonly end: Promise<void>
  /** Called for every request to drain, those before this call too. */
  onDrain(listener: () => void): void
  fail(error: unknown): void
  dispose(): void
}

/** How `down` asks the daemon to save and end what works; see `drain-request.ts`. */
export const drainSignal = 'SIGUSR2'

export function endSignals(): EndSignals {
  const end = Promise.withResolvers<void>()
  // A failure may come while nobody waits for it yet.
  end.promise.catch(() => {})
  let isAsked = false
  let listener: (() => void) | undefined
  const onEnd = () => end.resolve()
  const onDrain = () => {
    isAsked = true
    listener?.()
  }
  process.on('SIGTERM', onEnd)
  process.on('SIGINT', onEnd)
  process.on(drainSignal, onDrain)
  // The terminal that `up` was typed in may be closed.
  process.on('SIGHUP', ignore)
  return {
    end: end.promise,
    onDrain(next) {
      listener = next
      if (isAsked) next()
    },
    fail: end.reject,
    dispose: () => {
      process.off('SIGTERM', onEnd)
      process.off('SIGINT', onEnd)
      process.off(drainSignal, onDrain)
      process.off('SIGHUP', ignore)
    },
  }
}

function ignore(): void {}
