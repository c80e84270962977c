import { watch, type FSWatcher } from 'node:fs'
import { dirname } from 'node:path'
import { codeOf } from '../errors.ts'
import { Wake } from './save/wake.ts'

export interface Changes {
  /** Resolves when something changed since the last call, such as in the file's folder, when the signal fires, or in time. */
  next(withinMs: number): Promise<void>
  close(): void
}

/** Waits for a file that another container replaces. Not every file system tells of changes, so callers look at times too. */
export function watchFile(path: string, signal: AbortSignal): Changes {
  const wake = new Wake()
  const watcher = openWatcher(dirname(path), wake.note)
  return changesOf(wake, signal, () => watcher?.close())
}

/** Waits for the signal alone. */
export function watchSignal(signal: AbortSignal): Changes {
  return changesOf(new Wake(), signal)
}

function changesOf(wake: Wake, signal: AbortSignal, close?: () => void): Changes {
  signal.addEventListener('abort', wake.note)
  return {
    next: (withinMs) => wake.next(withinMs),
    close: () => {
      signal.removeEventListener('abort', wake.note)
      close?.()
      wake.note()
    },
  }
}

function openWatcher(folder: string, note: () => void): FSWatcher | undefined {
  try {
    // A watcher that fails later leaves the look at times.
    return watch(folder, note).on('error', () => {})
  } catch (error) {
    // inotify instances are few on busy nodes.
    if (['EMFILE', 'ENFILE', 'ENOSPC', 'ENOSYS'].includes(codeOf(error))) return undefined
    throw error
  }
}
