/** Brings objects of ours to the disk before anything names them: a power cut would leave empty files of them. */
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { OwnGit } from './own-git.ts'
import { linesOf } from '../../git/lines-of.ts'

/** Each file costs a flush of the disk, a pack two in all and a process. */
const mostFiles = 200
/** The file system takes several flushes together. */
const together = 8
const packMs = 120_000

/** `names` loses each object that is on the disk. */
export async function makeDurable(git: OwnGit, names: Set<string>): Promise<void> {
  const objects = join(git.repository, 'objects')
  const paths = new Map([...names].map((name) => [name, join(objects, name.slice(0, 2), name.slice(2))]))
  // A disk without room for it has room for the files as they are.
  if (names.size > mostFiles && (await isPacked(git, objects, names))) {
    for (const [name, path] of paths) {
      await rm(path, { force: true })
      names.delete(name)
    }
    return
  }
  const rest = paths.entries()
  const flush = async (): Promise<void> => {
    for (const [name, path] of rest) {
      await flushFile(path)
      names.delete(name)
    }
  }
  await Promise.all(Array.from({ length: together }, flush))
}

async function isPacked(git: OwnGit, objects: string, names: ReadonlySet<string>): Promise<boolean> {
  const words = ['pack-objects', '-q', '--window=0', '--compression=1', join(objects, 'pack', 'pack')]
  const input = linesOf(names)
  return (await git.run(words, { input, timeoutMs: packMs })).status === 0
}

async function flushFile(path: string): Promise<void> {
  const file = await open(path)
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
