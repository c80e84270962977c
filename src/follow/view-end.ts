import type { ViewEnd } from '../view/fleet-view.ts'

export interface EndOfView extends ViewEnd {
  /** Aborted when the view is over, by whatever way. */
  readonly signal: AbortSignal
  isQuit(): boolean
  /** Throws what kept the view from going on. */
  throwIfFailed(): void
  abort(): void
}

/** The end of a view that its user sets, or that it comes to. */
export function viewEnd(): EndOfView {
  const over = new AbortController()
  let hasQuit = false
  let failure: { readonly error: unknown } | undefined
  return {
    signal: over.signal,
    onQuit(error) {
      hasQuit = true
      if (error !== undefined) failure ??= { error }
      over.abort()
    },
    // As the terminal itself does where no keys are read.
    onInterrupt: () => void process.kill(process.pid, 'SIGINT'),
    isQuit: () => hasQuit,
    throwIfFailed() {
      if (failure !== undefined) throw failure.error
    },
    abort: () => over.abort(),
  }
}
