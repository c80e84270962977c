/**
 * Removes a folder whatever its programs left in it: as deep as they like, closed to its owner, changing meanwhile.
 * Nothing is named by a path longer than one name in a folder that is held open, so no link leads anywhere else and no
 * depth is too deep: folders in a folder are moved up to the top, and removed from there.
 */
import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { chmod, open, opendir, rename, rmdir, unlink, type FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import { codeOf } from '../../errors.ts'
import { sanitizeLine } from '../../text/sanitize.ts'

const { O_DIRECTORY, O_NOFOLLOW } = constants
/** Linux: a descriptor that names a file without opening it, which needs no right to read it. */
const O_PATH = 0o10000000

/** So many files at once; the daemon has its turn in between. */
const atOnce = 32

export async function removeFolder(folder: string): Promise<void> {
  try {
    await using top = await openFolder(folder)
    if (top !== undefined) await new Removal(top).empty()
    await (top === undefined ? unlink(folder) : rmdir(folder))
  } catch (error) {
    if (isGone(error)) return
    const name = basename((error as NodeJS.ErrnoException).path ?? folder)
    throw new Error(`${folder} cannot be removed: ${codeOf(error) || String(error)} at ${sanitizeLine(name, 100)}`, {
      cause: error,
    })
  }
}

class Removal {
  readonly #top: string
  /** Prefix of new names, which nothing in the folder has. */
  readonly #mark = `.removed-${randomBytes(6).toString('hex')}`
  #moved = 0
  /** Number of entries removed in the last pass. */
  #removed = 0
  #failure: unknown

  constructor(top: FileHandle) {
    this.#top = placeOf(top)
  }

  /** Until nothing is left, or nothing more can be removed. Throws why, where something is left. */
  async empty(): Promise<void> {
    do {
      this.#removed = 0
      this.#failure = undefined
      await this.#each(this.#top, (name) => this.#removeBelow(name))
    } while (this.#removed > 0)
    if (this.#failure !== undefined) throw this.#failure
  }

  async #removeBelow(name: Buffer): Promise<void> {
    const place = inFolder(this.#top, name)
    const folder = await openFolder(place)
    if (folder === undefined) return
    try {
      await this.#each(placeOf(folder), (below) => this.#moveUp(inFolder(placeOf(folder), below)))
    } finally {
      await folder.close()
    }
    await this.#try(() => rmdir(place))
  }

  async #moveUp(place: Buffer): Promise<void> {
    // Moved to another folder, its own entry for the one above is written.
    await (await openFolder(place))?.close()
    this.#moved += 1
    await this.#try(() => rename(place, inFolder(this.#top, Buffer.from(`${this.#mark}-${this.#moved}`))))
  }

  /** What is no folder is removed, what is one is given to `onFolder`. */
  async #each(folder: string, onFolder: (name: Buffer) => Promise<void>): Promise<void> {
    let files: Buffer[] = []
    const flush = async () => {
      await Promise.all(files.map((name) => this.#try(() => unlink(inFolder(folder, name)))))
      files = []
    }
    for await (const entry of await opendir(`${folder}/.`, { encoding: 'latin1' as BufferEncoding })) {
      const name = Buffer.from(entry.name, 'latin1')
      if (entry.isDirectory()) await this.#guard(() => onFolder(name))
      else files.push(name)
      if (files.length >= atOnce) await flush()
    }
    await flush()
  }

  async #try(step: () => Promise<void>): Promise<void> {
    await this.#guard(async () => {
      await step()
      this.#removed += 1
    })
  }

  async #guard(step: () => Promise<void>): Promise<void> {
    try {
      await step()
    } catch (error) {
      // Somebody else was faster.
      if (!isGone(error)) this.#failure ??= error
    }
  }
}

/** Held by a descriptor, and open to its owner; undefined where there is none, or something else. */
async function openFolder(place: string | Buffer): Promise<FileHandle | undefined> {
  let folder: FileHandle
  try {
    // The types do not have it, but a path can be bytes.
    folder = await open(place as string, O_PATH | O_DIRECTORY | O_NOFOLLOW)
  } catch (error) {
    if (isGone(error) || ['ENOTDIR', 'ELOOP'].includes(codeOf(error))) return undefined
    throw error
  }
  try {
    const { mode } = await folder.stat()
    if ((mode & 0o700) !== 0o700) await chmod(placeOf(folder), (mode & 0o7777) | 0o700)
    return folder
  } catch (error) {
    await folder.close()
    throw error
  }
}

function placeOf(folder: FileHandle): string {
  return `/proc/self/fd/${folder.fd}`
}

/** Names are bytes, and need not be text. */
function inFolder(folder: string, name: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${folder}/`), name])
}

function isGone(error: unknown): boolean {
  return codeOf(error) === 'ENOENT'
}
