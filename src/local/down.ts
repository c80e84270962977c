/** Ends local mode's daemon: gracefully, every polecat saving its work first, or at once. */
import { abandonRuns } from '../kubelet/run/abandon-runs.ts'
import { signalProcess } from '../kubelet/run/process-id.ts'
import type { DrainedPolecat } from '../runtime.ts'
import { readDrainReport } from './drain-report.ts'
import { requestDrain } from './drain-request.ts'
import { lockHolder } from './lock.ts'
import { localPaths } from './paths.ts'
import { processEnd } from './process-end.ts'
import type { LocalOptions } from './status.ts'

export interface DownOptions extends LocalOptions {
  /** Ends daemon and agents at once. Nothing is saved now; the next `up` saves what is in the checkouts. */
  readonly force?: boolean
  /** Longest time for saving; a usual one otherwise. */
  readonly timeoutSeconds?: number
  readonly signal?: AbortSignal
}

export interface Down {
  readonly wasRunning: boolean
  /** What became of those at work; undefined where the daemon ended in another way than by this, and they go on. */
  readonly drained?: readonly DrainedPolecat[]
}

export async function down(options: DownOptions): Promise<Down> {
  const paths = localPaths(options.env, options.home)
  const daemon = lockHolder(paths.lock)
  if (options.force === true) {
    if (daemon !== undefined) {
      signalProcess(daemon.pid, 'SIGKILL')
      await processEnd(daemon, options.signal)
    }
    await abandonRuns(paths.pods)
    return { wasRunning: daemon !== undefined, drained: [] }
  }
  if (daemon === undefined) return { wasRunning: false }
  requestDrain(paths, daemon, options.timeoutSeconds)
  await processEnd(daemon, options.signal)
  return { wasRunning: true, drained: readDrainReport(paths.drainReport, daemon) }
}
