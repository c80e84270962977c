import { spawn } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { prepareRun, StartError, type RunPlan } from './container-run.ts'
import { claimForNobody, containerFolder, newInstance, recordStartError } from './instance.ts'
import { noteOomKills } from './out-of-memory.ts'
import { makeVolumes, type VolumeHome } from './volumes.ts'

/** Sends off the shim of a container's next run. Throws ConfigError where the pod's objects do not allow it yet. */
export async function startRun(plan: RunPlan, home: VolumeHome, ended: () => void): Promise<void> {
  const place = containerFolder(plan.podFolder, plan.spec.name)
  // After a reboot the folders in memory are empty.
  await makeVolumes(plan.pod, home, plan.read)
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
    await rm(folder, { recursive: true, force: true })
    throw error
  }
  const shim = spawn('/bin/sh', [join(folder, 'shim'), folder, plan.host.path], {
    cwd: '/',
    detached: true,
    env: {},
    stdio: 'ignore',
  })
  shim.once('exit', () => {
    // It went without a claim: the run has not been and will not be.
    settleUnclaimed(folder, 'the shim could not start', ended)
  })
  shim.once('error', (error) => settleUnclaimed(folder, `the shim could not start: ${error.message}`, ended))
  shim.unref()
}

/** A full disk must not end the daemon: what cannot be written now is written once there is room. */
function settleUnclaimed(folder: string, message: string, ended: () => void): void {
  try {
    if (claimForNobody(folder)) recordStartError(folder, message)
    ended()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    setTimeout(() => settleUnclaimed(folder, message, ended), 1000).unref()
  }
}
