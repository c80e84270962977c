/**
 * Pods' folders on their way out. Each gets another name first, by which it is known for removable: whoever removes it may
 * be ended at any moment, and then nothing in it says any more whose it was.
 */
import { existsSync, lstatSync, readdirSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { codeOf } from '../../errors.ts'
import { removeFolder } from './remove-folder.ts'
import { isUnwritable } from '../unwritable.ts'

const prefix = '.removed-'
const keptMark = 'kept'

export async function removePodFolder(folder: string): Promise<void> {
  const aside = join(dirname(folder), `${prefix}${basename(folder)}`)
  try {
    await rename(folder, aside)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
  await removeFolder(aside)
}

/** Work that nobody has recorded is in it, and no pod is any more. */
export async function markKept(folder: string): Promise<void> {
  try {
    await writeFile(join(folder, keptMark), '')
  } catch (error) {
    // The daemon's log says it.
    if (!isUnwritable(error)) throw error
  }
}

export interface StayedFolder {
  readonly folder: string
  /** Milliseconds since 1970. */
  readonly since: number
  /** False where it was to be removed and could not be, or not yet. */
  readonly kept: boolean
}

export function stayedFolders(podsDir: string): StayedFolder[] {
  return podNames(podsDir).flatMap(({ folder, isRemoved }) => {
    const kept = existsSync(join(folder, keptMark))
    const since = lstatSync(folder, { throwIfNoEntry: false })?.ctimeMs
    return since === undefined || !(isRemoved || kept) ? [] : [{ folder, since, kept: !isRemoved }]
  })
}

/** The folders of pods, without those that are being removed. */
export function podFolders(podsDir: string): string[] {
  return podNames(podsDir).flatMap(({ folder, isRemoved }) => (isRemoved ? [] : [folder]))
}

function podNames(podsDir: string): { readonly folder: string; readonly isRemoved: boolean }[] {
  if (!existsSync(podsDir)) return []
  return readdirSync(podsDir).map((name) => ({ folder: join(podsDir, name), isRemoved: name.startsWith(prefix) }))
}
