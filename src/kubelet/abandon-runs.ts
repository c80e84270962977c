import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { runMarker } from './container-run.ts'
import { runsOf } from './container-folder.ts'
import { shimProcess, isSandboxed } from './instance.ts'
import { readRecord } from './pod-folder.ts'
import { readPod } from './pod-spec.ts'
import { signalProcess } from './process-id.ts'
import { kill } from './signals.ts'

/**
 * Ends everything that runs in the pods' folders, as a power cut would: the shims first, so that no end is recorded and
 * the next daemon takes the pods for lost and saves what is in their checkouts.
 */
export async function abandonRuns(podsDir: string): Promise<void> {
  if (!existsSync(podsDir)) return
  const killed: string[] = []
  for (const uid of readdirSync(podsDir)) {
    const podFolder = join(podsDir, uid)
    const record = readRecord(podFolder)
    if (record === undefined) continue
    const pod = readPod(record.pod)
    for (const { name } of pod.containers)
      for (const { folder, state } of runsOf(podFolder, name)) {
        const shim = shimProcess(folder)
        if (state.kind !== 'running' || shim === undefined) continue
        signalProcess(shim, 'SIGKILL')
        // A sandbox dies with its shim.
        if (!isSandboxed(folder)) kill(folder, runMarker(podFolder, folder, pod))
        killed.push(folder)
      }
  }
  // A process ends a moment after its signal.
  while (killed.some((folder) => shimProcess(folder) !== undefined)) await pause(5)
}
