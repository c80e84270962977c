import { statSync } from 'node:fs'

const lookEveryMs = 1000

export interface FolderWatch extends Disposable {
  /** Resolves once the folder is not there any more, or another one is. */
  readonly gone: Promise<void>
}

/** No event tells reliably that a folder was removed together with those above it. */
export function watchForRemoval(folder: string): FolderWatch {
  const gone = Promise.withResolvers<void>()
  const first = identity(folder)
  const timer = setInterval(() => {
    if (identity(folder) !== first) gone.resolve()
  }, lookEveryMs)
  timer.unref()
  return { gone: gone.promise, [Symbol.dispose]: () => clearInterval(timer) }
}

function identity(folder: string): string | undefined {
  const facts = statSync(folder, { throwIfNoEntry: false })
  return facts && `${facts.dev}:${facts.ino}`
}
