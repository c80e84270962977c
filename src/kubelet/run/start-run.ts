import { isOwnProgram, prepareRun, StartError, type RunPlan } from './container-run.ts'
import { claimForNobody, containerFolder, newInstance, recordStartError } from './instance.ts'
import { noteOomKills } from './out-of-memory.ts'
import type { Launchers } from './launchers.ts'
import { removeFolder } from '../volumes/remove-folder.ts'
import { isUnwritable } from '../unwritable.ts'
import type { PodVolumes } from '../volumes/volumes.ts'

/** Sends off the shim of a container's next run. Throws ConfigError where the pod's objects do not allow it yet. */
export async function startRun(
  plan: RunPlan,
  volumes: PodVolumes,
  launchers: Launchers,
  ended: () => void,
): Promise<void> {
  const place = containerFolder(plan.podFolder, plan.spec.name)
  // After a reboot the folders in memory are empty.
  await volumes.make(plan.pod, plan.read)
  let write: (folder: string) => Promise<void>
  try {
    write = await prepareRun(plan)
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    recordStartError(newInstance(place), error.message)
    return
  }
  const folder = newInstance(place)
  try {
    await write(folder)
    noteOomKills(folder)
  } catch (error) {
    // No shim knows of it yet.
    await removeFolder(folder)
    throw error
  }
  const launcher = isOwnProgram(plan.spec) ? launchers.helpers : launchers.others
  launcher.launch(folder, (why) => settleUnclaimed(folder, `the shim could not start: ${why}`, ended))
}

/** A full disk must not end the daemon: what cannot be written now is written once there is room. */
function settleUnclaimed(folder: string, message: string, ended: () => void): void {
  try {
    if (claimForNobody(folder)) recordStartError(folder, message)
    ended()
  } catch (error) {
    if (!isUnwritable(error)) throw error
    setTimeout(() => settleUnclaimed(folder, message, ended), 1000).unref()
  }
}
