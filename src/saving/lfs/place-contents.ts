import { constants } from 'node:fs'
import { chmod, copyFile, lstat, rm } from 'node:fs/promises'
import { GitFailure } from '../../git/failure.ts'
import { askObjects, type Objects } from '../objects.ts'
import type { LfsFile } from './files-in.ts'
import { ownFilter } from './filter.ts'
import { placeIn } from './store.ts'

/**
 * Puts contents where git-clone has just written their pointers: by copying, because git holds all that a filter gives
 * it in memory. Nothing else has been in the checkout yet, so that no folder can be a link.
 */
export async function placeContents(folder: string, files: readonly LfsFile[], store: string): Promise<void> {
  for (const { path, oid } of files) {
    const place = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(path, 'latin1')])
    const { mode } = await lstat(place)
    await rm(place)
    await copyFile(placeIn(store, oid), place, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
    await chmod(place, mode & 0o777)
  }
}

/** Tells the index what the files look like now, so that git need not read them again to know that they are unchanged. */
export async function noteInIndex(objects: Objects, folder: string, files: readonly LfsFile[]): Promise<void> {
  // What lies there is known: the entry stays as it is, whatever the length of the content.
  const same = `filter.${ownFilter}.clean=git cat-file blob :0:%f`
  const words = ['-c', same, `--work-tree=${folder}`, 'update-index', '-z', '--stdin']
  const input = Buffer.from(files.map(({ path }) => `${path}\0`).join(''), 'latin1')
  await askObjects(objects, words, { input, timeoutMs: 3_600_000 })
  const differ = await askObjects(objects, [`--work-tree=${folder}`, 'diff-index', '--cached', '--name-only', 'HEAD'])
  if (differ.length > 0) throw new GitFailure('unknown', 'git took LFS files for changed ones')
}
