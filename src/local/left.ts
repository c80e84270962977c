/** Folders of pods that are gone: what `clean` removes besides what the server has. */
import { readRecord } from '../kubelet/pod/pod-folder.ts'
import { removePodFolder, stayedFolders, type StayedFolder } from '../kubelet/volumes/removed-folders.ts'
import { removeFolder } from '../kubelet/volumes/remove-folder.ts'
import { labels } from '../polecat/names.ts'
import type { LeftFolder } from '../runtime.ts'
import { localPaths } from './paths.ts'
import type { LocalOptions } from './status.ts'

export function leftFolders({ env, home }: LocalOptions): LeftFolder[] {
  return stayedFolders(localPaths(env, home).pods).map(leftFolder)
}

function leftFolder({ folder, since, kept }: StayedFolder): LeftFolder {
  return {
    folder,
    since: new Date(since).toISOString(),
    rig: readRecord(folder)?.pod.metadata?.labels?.[labels.rig],
    unsaved: kept ? 'nobody has recorded what its polecat did' : undefined,
    remove: () => (kept ? removePodFolder(folder) : removeFolder(folder)),
  }
}
