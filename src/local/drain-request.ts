/** What `down` asks of the daemon, in a file, because a signal carries no words. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { signalProcess, type ProcessId } from '../kubelet/run/process-id.ts'
import { drainSignal } from './daemon/end-signals.ts'
import type { LocalPaths } from './paths.ts'

/** Stopping takes seconds and saving two minutes of grace at most; a git host may be away a little longer. */
const usualSeconds = 300

/** Asks the daemon to save and end what works. Asking again changes nothing but the time that it has. */
export function requestDrain({ drainRequest }: LocalPaths, daemon: ProcessId, seconds = usualSeconds): void {
  writeFileSync(`${drainRequest}.new`, `${Date.now() + seconds * 1000}\n`, { mode: 0o600 })
  renameSync(`${drainRequest}.new`, drainRequest)
  signalProcess(daemon.pid, drainSignal)
}

/** When the drain is given up, in milliseconds since 1970. */
export function readDrainLimit({ drainRequest }: LocalPaths): number {
  const limit = Number(readFileSync(drainRequest, 'utf8'))
  return Number.isSafeInteger(limit) ? limit : Date.now() + usualSeconds * 1000
}
