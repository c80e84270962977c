import { setTimeout as pause } from 'node:timers/promises'
import { runMarker } from './container-run.ts'
import { claimForNobody, containerFolder, hasEnded, instanceFolders, shimProcess } from './instance.ts'
import { readRecord } from '../pod/pod-folder.ts'
import { readPod } from '../pod/pod-spec.ts'
import { podFolders } from '../volumes/removed-folders.ts'
import { removeGroups } from '../limits/run-limits.ts'
import { cutOff } from './signals.ts'
import { isUnwritable } from '../unwritable.ts'

/**
 * Ends everything that runs in the pods' folders, as a power cut would: the shims first, so that no end is recorded and
 * the next daemon takes the pods for lost and saves what is in their checkouts. What has ended is not even looked at:
 * who finds a loss notes its time, and saving has only so long from there.
 */
export async function abandonRuns(podsDir: string): Promise<void> {
  const killed: string[] = []
  for (const podFolder of podFolders(podsDir)) {
    const record = readRecord(podFolder)
    if (record === undefined) continue
    const pod = readPod(record.pod)
    for (const { name } of pod.containers)
      for (const folder of instanceFolders(containerFolder(podFolder, name))) {
        if (hasEnded(folder)) continue
        const isUnclaimed = claimUnclaimed(folder)
        const shim = shimProcess(folder)
        if (shim !== undefined) await cutOff(folder, shim, runMarker(podFolder, folder, pod))
        if (isUnclaimed || shim !== undefined) killed.push(folder)
      }
  }
  // A process ends a moment after its signal.
  while (killed.some((folder) => shimProcess(folder) !== undefined)) await pause(5)
  await Promise.all(killed.map(removeGroups))
}

/** A shim that is on its way finds that it came too late. */
function claimUnclaimed(folder: string): boolean {
  try {
    return claimForNobody(folder)
  } catch (error) {
    if (!isUnwritable(error)) throw error
    // On a full disk the shim cannot claim it either, and ends.
    return false
  }
}
