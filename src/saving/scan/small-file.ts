import { readSync } from 'node:fs'
import { openRegular, type Folder, type OpenFile } from './folder.ts'

/** The text of a small file of the agent's, as latin1; undefined where there is no regular file, or a bigger one. */
export function readSmall(folder: Folder, name: string, limit: number): string | undefined {
  using file = folder.file(name)
  return file && textOf(file, limit)
}

/** The same by a path whose folders are ours. */
export function readSmallAt(path: string, limit: number): string | undefined {
  using file = openRegular(path)
  return file && textOf(file, limit)
}

function textOf({ fd, facts }: OpenFile, limit: number): string | undefined {
  if (facts.size > limit) return undefined
  const buffer = Buffer.alloc(limit + 1)
  let length = 0
  for (;;) {
    const read = readSync(fd, buffer, length, buffer.length - length, length)
    if (read === 0) return buffer.toString('latin1', 0, length)
    length += read
    if (length > limit) return undefined
  }
}
