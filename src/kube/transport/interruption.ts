import { GastownError } from '../../errors.ts'

/** Error of a call that its signal ended: the signal's own reason where that is an error of ours. */
export function interruption(signal: AbortSignal): GastownError {
  if (signal.reason instanceof GastownError) return signal.reason
  return new GastownError('interrupted', 'interrupted', { cause: signal.reason })
}

/** Waits, or returns at once when the signal ends it. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    signal?.addEventListener('abort', done)
  })
}
