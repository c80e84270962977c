import { containerFolder, instanceFolders, shimProcess } from '../run/instance.ts'
import { readRecord } from './pod-folder.ts'
import { keyOf, readPod } from './pod-spec.ts'
import { podFolders } from '../volumes/removed-folders.ts'

/** Names of the pods with a process that runs, whether or not a daemon looks after them. Writes nothing. */
export function runningPods(podsDir: string): string[] {
  return podFolders(podsDir).flatMap((folder) => {
    const record = readRecord(folder)
    if (record === undefined) return []
    const runs = readPod(record.pod).containers.flatMap(({ name }) => instanceFolders(containerFolder(folder, name)))
    return runs.some((run) => shimProcess(run) !== undefined) ? [keyOf(record.pod).name] : []
  })
}
