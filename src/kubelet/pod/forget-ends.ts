import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { containerFolder, instanceFolders, shimProcess } from '../run/instance.ts'
import { readRecord } from './pod-folder.ts'
import { readPod } from './pod-spec.ts'

/**
 * Makes an ended pod look as after a power cut: how its last runs ended is forgotten, so that the next daemon starts its
 * sidecars again to save what is in the checkout. For a daemon that is about to end, after its kubelet.
 */
export function forgetEnds(podFolder: string): void {
  const record = readRecord(podFolder)
  if (record === undefined) return
  rmSync(join(podFolder, 'reported'), { force: true })
  for (const { name, kind } of readPod(record.pod).containers) {
    const last = kind === 'init' ? undefined : instanceFolders(containerFolder(podFolder, name)).at(-1)
    if (last !== undefined && existsSync(join(last, 'pid')) && shimProcess(last) === undefined)
      rmSync(join(last, 'exit'), { force: true })
  }
}
