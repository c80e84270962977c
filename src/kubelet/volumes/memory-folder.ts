/** Where secrets go on this machine: memory, so that a power cut or a stolen disk leaves none behind. */
import { lstat, mkdir, statfs } from 'node:fs/promises'
import { join } from 'node:path'

const memoryTypes = [0x01021994, 0x858458f6] // tmpfs, ramfs

/** A folder that only this user can enter, on a file system in memory; undefined where the machine has none. */
export async function memoryFolder(runtimeFolder: string | undefined): Promise<string | undefined> {
  const uid = process.getuid?.() ?? 0
  for (const [parent, name] of [
    [runtimeFolder, 'gastown'],
    ['/dev/shm', `gastown-${uid}`],
  ] as const)
    if (parent !== undefined && parent !== '' && (await usable(parent, join(parent, name), uid)))
      return join(parent, name)
  return undefined
}

async function usable(parent: string, folder: string, uid: number): Promise<boolean> {
  try {
    if (!memoryTypes.includes((await statfs(parent)).type)) return false
    await mkdir(folder, { recursive: true, mode: 0o700 })
    // Somebody else may have made it first where everybody can write.
    const found = await lstat(folder)
    return found.isDirectory() && found.uid === uid && (found.mode & 0o077) === 0
  } catch {
    // Not there or not ours: the next one, or the pod's own folder, serves.
    return false
  }
}
