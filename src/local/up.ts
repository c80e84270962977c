/** Starts local mode's daemon where none runs, and returns once it answers. */
import { mkdirSync, watch } from 'node:fs'
import { GastownError } from '../errors.ts'
import { lockHolder } from './lock.ts'
import { localPaths, type LocalPaths } from './paths.ts'
import { readReady, type Ready } from './ready-file.ts'
import { asStartError, errorOf } from './report.ts'
import type { LocalState } from '../surroundings.ts'
import type { StartOptions } from './start-daemon.ts'
import { statusOf } from './status.ts'

export interface UpOptions extends StartOptions {
  readonly signal?: AbortSignal
}

export interface Up extends LocalState {
  /** False where it ran already. */
  readonly started: boolean
  /** Such as that a stale lock was replaced. */
  readonly notices: readonly string[]
}

const patience = 30_000

export async function up(options: UpOptions): Promise<Up> {
  const paths = localPaths(options.env, options.home)
  const running = readReady(paths.ready)
  if (running !== undefined) return { ...statusOf(paths, running), started: false, notices: [] }
  try {
    mkdirSync(paths.home, { recursive: true, mode: 0o700 })
    // Most commands find it running, and need nothing of this.
    const { startDaemon } = await import('./start-daemon.ts')
    const report = await startDaemon(paths, options)
    if (report.type === 'failed') throw errorOf(report)
    const ready = await waitUntilReady(paths, options.signal)
    const started = report.type === 'ready'
    return { ...statusOf(paths, ready), started, notices: report.type === 'ready' ? report.notices : [] }
  } catch (error) {
    throw asStartError(error, paths.home)
  }
}

/** Another command may have started the daemon a moment ago. */
async function waitUntilReady(paths: LocalPaths, signal: AbortSignal | undefined): Promise<Ready> {
  const ready = readReady(paths.ready)
  if (ready !== undefined) return ready
  const limit = AbortSignal.any([AbortSignal.timeout(patience), ...(signal === undefined ? [] : [signal])])
  return await new Promise((resolve, reject) => {
    const look = () => {
      const ready = readReady(paths.ready)
      if (ready !== undefined) finish(() => resolve(ready))
      else if (lockHolder(paths.lock) === undefined)
        finish(() => reject(new GastownError('cannot-start', `the daemon of local mode ended; see ${paths.log}`)))
    }
    const late = () =>
      finish(() =>
        reject(new GastownError('cannot-start', `the daemon of local mode does not answer; see ${paths.log}`)),
      )
    const finish = (end: () => void) => {
      watcher.close()
      clearInterval(timer)
      limit.removeEventListener('abort', late)
      end()
    }
    const watcher = watch(paths.home, look)
    // The daemon's death makes no event.
    const timer = setInterval(look, 200)
    limit.addEventListener('abort', late)
    look()
  })
}
