import { basename } from 'node:path'
import { runsOf } from '../run/container-folder.ts'
import { readRecord, isReported } from './pod-folder.ts'
import { keyOf, readPod, type PodKey } from './pod-spec.ts'
import { podFolders } from '../volumes/removed-folders.ts'

/** A pod's folder whose pod the server does not have. */
export interface LeftFolder {
  readonly folder: string
  readonly key: PodKey
  /** Some of its processes still run. */
  readonly running: boolean
  /** The server had recorded how every container ended before the pod went. */
  readonly recorded: boolean
}

export function leftFolders(podsDir: string, known: (uid: string) => boolean): LeftFolder[] {
  return podFolders(podsDir).flatMap((folder) => {
    const record = known(basename(folder)) ? undefined : readRecord(folder)
    if (record === undefined) return []
    const { containers } = readPod(record.pod)
    const running = containers.some(({ name }) => runsOf(folder, name).at(-1)?.state.kind === 'running')
    return [{ folder, key: keyOf(record.pod), running, recorded: isReported(folder) }]
  })
}
