import { watch, type FSWatcher } from 'node:fs'
import { dirname } from 'node:path'

export interface Changes {
  /** Resolves when something changed in the file's folder since the last call, when the signal fires, or in time. */
  next(withinMs: number): Promise<void>
  close(): void
}

/** Waits for a file that another container replaces. Not every file system tells of changes, so callers look at times too. */
export function watchFile(path: string, signal: AbortSignal): Changes {
  let changed = false
  let wake: (() => void) | undefined
  const note = (): void => {
    changed = true
    wake?.()
  }
  const watcher = openWatcher(dirname(path), note)
  const aborted = (): void => wake?.()
  signal.addEventListener('abort', aborted)
  return {
    next: async (withinMs) => {
      if (!changed) {
        const { promise, resolve } = Promise.withResolvers<void>()
        wake = resolve
        const timer = setTimeout(resolve, withinMs)
        await promise
        clearTimeout(timer)
        wake = undefined
      }
      changed = false
    },
    close: () => {
      signal.removeEventListener('abort', aborted)
      watcher?.close()
      wake?.()
    },
  }
}

function openWatcher(folder: string, note: () => void): FSWatcher | undefined {
  try {
    // A watcher that fails later leaves the look at times.
    return watch(folder, note).on('error', () => {})
  } catch (error) {
    // inotify instances are few on busy nodes.
    if (['EMFILE', 'ENFILE', 'ENOSPC', 'ENOSYS'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
}
