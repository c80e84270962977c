/** Pods' folders in memory, each of which says whose it is: the folder on disk may go while nobody looks. */
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '../../errors.ts'
import { removeFolder } from './remove-folder.ts'

const ownerFile = '.pod'

export async function makeSecretFolder(folder: string, podFolder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(join(folder, ownerFile), podFolder, { mode: 0o600 })
}

/**
 * Removes those whose pod has no folder on disk any more, whichever daemon they were made by. One that stays, as where
 * another daemon removes it at the same time, is told and keeps nobody from starting.
 */
export async function removeOrphanedSecrets(memory: string, notice: (line: string) => void): Promise<void> {
  for (const name of await readdir(memory)) {
    const podFolder = await ownerOf(join(memory, name))
    if (podFolder === undefined || existsSync(podFolder)) continue
    await removeFolder(join(memory, name)).catch((error: unknown) =>
      notice(`secrets of a pod that is gone stay: ${messageOf(error)}`),
    )
  }
}

async function ownerOf(folder: string): Promise<string | undefined> {
  try {
    return await readFile(join(folder, ownerFile), 'utf8')
  } catch {
    // Made a moment ago, or gone.
    return undefined
  }
}
