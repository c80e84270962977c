import { setTimeout as pause } from 'node:timers/promises'
import { isAlive, type ProcessId } from '../kubelet/run/process-id.ts'

/** Resolves once the process is gone. No event tells of the end of a process that is not our child. */
export async function processEnd(id: ProcessId, signal?: AbortSignal): Promise<void> {
  while (isAlive(id)) await pause(20, undefined, { signal })
}
