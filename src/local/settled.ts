import { setTimeout as pause } from 'node:timers/promises'
import type { ProcessId } from '../kubelet/run/process-id.ts'
import type { SettledState } from '../runtime.ts'
import { readDrainReport } from './drain-report.ts'
import { lockHolder } from './lock.ts'
import { localPaths } from './paths.ts'
import { status, type LocalOptions } from './status.ts'

export interface SettledOptions extends LocalOptions {
  readonly signal?: AbortSignal
  /** Called once, where a daemon is waited for. */
  readonly onWait: () => void
}

/** The status once no daemon is starting or ending: what it is to decide upon would be another a moment later. */
export async function settled(options: SettledOptions): Promise<SettledState> {
  const paths = localPaths(options.env, options.home)
  let daemon: ProcessId | undefined
  for (let waits = false; ; waits = true) {
    daemon = lockHolder(paths.lock) ?? daemon
    const state = status(options)
    if (state.changing !== true) {
      if (state.running || !waits || daemon === undefined) return state
      return { ...state, ended: { drained: readDrainReport(paths.drainReport, daemon) } }
    }
    if (!waits) options.onWait()
    await pause(50, undefined, { signal: options.signal })
  }
}
