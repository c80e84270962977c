/** Starts local mode's daemon where none runs, and returns once it answers. */
import { mkdirSync, watch } from 'node:fs'
import { GastownError } from '../errors.ts'
import { lockHolder } from './lock.ts'
import { localPaths, type LocalPaths } from './paths.ts'
import { processEnd } from './process-end.ts'
import { readReady, type Ready } from './ready-file.ts'
import { asStartError, errorOf } from './report.ts'
import type { LocalState } from '../runtime.ts'
import type { StartOptions } from './start-daemon.ts'
import { statusOf } from './status.ts'

export interface UpOptions extends StartOptions {
  readonly signal?: AbortSignal
  /** Called where it is ending: then it is started anew once it has ended. Without this the ending one serves. */
  readonly onEnding?: () => void
}

export interface Up extends LocalState {
  /** False where it ran already. */
  readonly started: boolean
  /** Such as that a stale lock was replaced. */
  readonly notices: readonly string[]
}

const patienceMs = 30_000

export async function up(options: UpOptions): Promise<Up> {
  const paths = localPaths(options.env, options.home)
  const running = readReady(paths.ready)
  if (running?.ending !== undefined && options.onEnding !== undefined) {
    options.onEnding()
    await processEnd(running.process, options.signal)
  } else if (running !== undefined) return { ...statusOf(paths, running), started: false, notices: [] }
  try {
    mkdirSync(paths.home, { recursive: true, mode: 0o700 })
    // Most commands find it running, and need nothing of this.
    const { startDaemon } = await import('./start-daemon.ts')
    for (;;) {
      const report = await startDaemon(paths, options)
      if (report.type === 'failed') throw errorOf(report)
      const isOurs = report.type === 'ready'
      const ready = await waitUntilReady(paths, options.signal)
      if (ready !== undefined)
        return { ...statusOf(paths, ready), started: isOurs, notices: isOurs ? report.notices : [] }
      // The one that had the lock was about to end.
      if (isOurs) throw new GastownError('cannot-start', `the daemon of local mode exited; see ${paths.log}`)
    }
  } catch (error) {
    throw asStartError(error, paths.home)
  }
}

/** Another command may have started the daemon a moment ago. Undefined once no daemon is there. */
async function waitUntilReady(paths: LocalPaths, signal: AbortSignal | undefined): Promise<Ready | undefined> {
  const ready = readReady(paths.ready)
  if (ready !== undefined) return ready
  const limit = AbortSignal.any([AbortSignal.timeout(patienceMs), ...(signal === undefined ? [] : [signal])])
  return await new Promise((resolve, reject) => {
    const check = () => {
      const ready = readReady(paths.ready)
      if (ready !== undefined) finish(() => resolve(ready))
      else if (lockHolder(paths.lock) === undefined) finish(() => resolve(undefined))
    }
    const late = () =>
      finish(() =>
        reject(new GastownError('cannot-start', `the daemon of local mode does not respond; see ${paths.log}`)),
      )
    const finish = (end: () => void) => {
      watcher.close()
      clearInterval(timer)
      limit.removeEventListener('abort', late)
      end()
    }
    const watcher = watch(paths.home, check)
    // The daemon's death makes no event.
    const timer = setInterval(check, 200)
    limit.addEventListener('abort', late)
    check()
  })
}
