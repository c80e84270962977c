/** Ends local mode's daemon: gracefully, every polecat saving its work first, or at once. */
import { setTimeout as pause } from 'node:timers/promises'
import { GastownError } from '../errors.ts'
import { abandonRuns } from '../kubelet/abandon-runs.ts'
import { isAlive, signalProcess, type ProcessId } from '../kubelet/process-id.ts'
import { lockHolder } from './lock.ts'
import { localPaths } from './paths.ts'
import { removeReady } from './ready-file.ts'
import type { LocalOptions } from './status.ts'

export interface DownOptions extends LocalOptions {
  /** Ends daemon and agents at once. Nothing is saved now; the next `up` saves what is in the checkouts. */
  readonly force?: boolean
  /** Default: as long as the polecats' grace periods take. */
  readonly timeoutSeconds?: number
  readonly signal?: AbortSignal
}

/** Saving takes two minutes of grace at most, and a git host that is away a little longer. */
const usualTimeout = 300

export async function down(options: DownOptions): Promise<{ readonly wasRunning: boolean }> {
  const paths = localPaths(options.env, options.home)
  const daemon = lockHolder(paths.lock)
  if (options.force === true) {
    if (daemon !== undefined) {
      signalProcess(daemon.pid, 'SIGKILL')
      await ended(daemon, 10, options.signal)
    }
    await abandonRuns(paths.pods)
    removeReady(paths.ready)
    return { wasRunning: daemon !== undefined }
  }
  if (daemon === undefined) return { wasRunning: false }
  signalProcess(daemon.pid, 'SIGTERM')
  const seconds = options.timeoutSeconds ?? usualTimeout
  if (await ended(daemon, seconds, options.signal)) return { wasRunning: true }
  throw new GastownError(
    'still-running',
    `polecats are still saving their work after ${seconds} s; the daemon goes on`,
    {
      hints: ['See who: gastown status', 'End them without saving: gastown local down --force'],
    },
  )
}

/** No event tells of the end of a process that is not our child. */
async function ended(daemon: ProcessId, seconds: number, signal: AbortSignal | undefined): Promise<boolean> {
  const until = Date.now() + seconds * 1000
  while (isAlive(daemon)) {
    if (Date.now() >= until) return false
    await pause(20, undefined, { signal })
  }
  return true
}
