/**
 * Folders of the agent's, each held by its descriptor, so that nothing that the agent renames or links in the meantime
 * leads anywhere else: /proc/self/fd/N/name is what openat is elsewhere. Names are bytes, written as latin1 strings,
 * because file names need not be text. What is closed to its owner, who we are, is opened first.
 */
import { chmodSync, closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readlinkSync } from 'node:fs'
import type { Dirent, Stats } from 'node:fs'
import { codeOf } from '../../errors.ts'

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_NOCTTY } = constants
/** Linux: a descriptor that names a file without opening it, which needs no right to read it. */
const O_PATH = 0o10000000

export interface Folder extends Disposable {
  readonly fd: number
  /** What is in it, in no order. */
  list(): Dirent[]
  /** Facts of what stands there, itself, if anything does. */
  facts(name: string): Stats | undefined
  /** The same for many at once, at half the price. What cannot be looked at is an error that `isUnusable`. */
  statsOf(names: readonly string[]): (Stats | undefined | Error)[]
  linkTarget(name: string): Buffer
  /** A folder in it; undefined where there is none, or a link to one. */
  folder(name: string): Folder | undefined
  /** A regular file in it, open for reading; undefined where there is none, or something else. */
  file(name: string): OpenFile | undefined
  /** Where the name stands, for calls that take a path and follow no link in its last part. */
  place(name: string): string | Buffer
}

export interface OpenFile extends Disposable {
  readonly fd: number
  readonly facts: Stats
}

/** A folder whose path is ours up to the last part. */
export function openFolder(path: string): Folder | undefined {
  return openAt(path)
}

/** A folder below, through real folders only. */
export function folderBelow(top: Folder, parts: readonly string[]): Folder | undefined {
  let folder = openAt(`/proc/self/fd/${top.fd}/.`)
  for (const part of parts) {
    using parent = folder
    folder = parent?.folder(part)
  }
  return folder
}

/** The folder that stands there: `gone` where none does any more, `closed` where one does and cannot be opened. */
export function existingFolder(parent: Folder, name: string): Folder | 'gone' | 'closed' {
  return openExisting(
    () => parent.folder(name),
    () => parent.facts(name)?.isDirectory() === true,
  )
}

/** The same for a regular file. */
export function existingFile(parent: Folder, name: string): OpenFile | 'gone' | 'closed' {
  return openExisting(
    () => parent.file(name),
    () => parent.facts(name)?.isFile() === true,
  )
}

/** What another process moves to and fro may be away at the one moment and back at the next. */
function openExisting<T>(open: () => T | undefined, stands: () => boolean): T | 'gone' | 'closed' {
  for (let tries = 0; tries < 5; tries += 1) {
    const opened = open()
    if (opened !== undefined) return opened
    if (!stands()) return 'gone'
  }
  return 'closed'
}

/** Why something is no folder to read, for people. */
export function whatIs(folder: Folder, name: string): string {
  const facts = folder.facts(name)
  if (facts === undefined) return 'is gone'
  if (facts.isDirectory()) return 'cannot be read'
  return facts.isSymbolicLink() ? 'is a link' : `is ${facts.isFile() ? 'a file' : 'no folder'}`
}

/** Whether it is not there, not what it should be, or closed to us; anything else is an error to tell of. */
export function isUnusable(error: unknown): boolean {
  return unusable.has(codeOf(error))
}

const unusable = new Set([
  'ENOENT',
  'ENOTDIR',
  'ELOOP',
  'EACCES',
  'EPERM',
  'ENXIO',
  'EISDIR',
  'ENODEV',
  'EINVAL',
  'ENAMETOOLONG',
])

function openAt(path: string | Buffer): Folder | undefined {
  const fd = openClosed(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK, 0o700)
  if (fd === undefined) return undefined
  // Without the right to search it, it can be listed, and nothing in it be looked at.
  if ((fstatSync(fd).mode & 0o100) === 0) makeReadable(path, 0o700)
  const here = `/proc/self/fd/${fd}/`
  const place = (name: string) => (beyondAscii.test(name) ? Buffer.from(here + name, 'latin1') : here + name)
  return {
    fd,
    place,
    list: () => readdirSync(here, { withFileTypes: true, encoding: 'latin1' }),
    facts: (name) => lstatSync(place(name), { throwIfNoEntry: false }),
    statsOf: (names) => within(here, names, place),
    linkTarget: (name) => readlinkSync(place(name), { encoding: 'buffer' }),
    folder: (name) => openAt(place(name)),
    file: (name) => openRegular(place(name)),
    [Symbol.dispose]: () => closeSync(fd),
  }
}

/**
 * To go there and ask by bare names spares the kernel the way through /proc for each. Nothing else may run in between:
 * the working directory is the whole process's.
 */
function within(here: string, names: readonly string[], place: (name: string) => string | Buffer) {
  home ??= openSync('.', O_PATH | O_DIRECTORY)
  const isThere = goTo(here)
  try {
    return names.map((name) => {
      const bare = beyondAscii.test(name) ? Buffer.from(name, 'latin1') : name
      return factsAt(isThere ? bare : place(name))
    })
  } finally {
    if (isThere) process.chdir(`/proc/self/fd/${home}`)
  }
}

/** The process's own working directory, which stays where it is even when it is removed. */
let home: number | undefined

function goTo(folder: string): boolean {
  try {
    process.chdir(folder)
    return true
  } catch (error) {
    if (isUnusable(error)) return false
    throw error
  }
}

function factsAt(path: string | Buffer): Stats | undefined | Error {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch (error) {
    if (isUnusable(error)) return error as Error
    throw error
  }
}

const beyondAscii = /[\u0080-\u00ff]/

/** Opens without following a link and without waiting for a pipe's other end, then asks what it has opened. */
export function openRegular(path: string | Buffer): OpenFile | undefined {
  const fd = openClosed(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0o400)
  if (fd === undefined) return undefined
  const facts = fstatSync(fd)
  if (facts.isFile()) return { fd, facts, [Symbol.dispose]: () => closeSync(fd) }
  closeSync(fd)
  return undefined
}

/** Opens what is there; undefined where that cannot be, not even once the owner has these rights. */
function openClosed(path: string | Buffer, flags: number, rights: number): number | undefined {
  for (let tries = 0; ; tries += 1) {
    try {
      return openSync(path, flags)
    } catch (error) {
      if (!isUnusable(error)) throw error
      const closed = codeOf(error) === 'EACCES'
      if (!closed || tries > 0 || !makeReadable(path, rights)) return undefined
    }
  }
}

/** Gives the owner these rights; false where that cannot be. */
export function makeReadable(path: string | Buffer, rights: number): boolean {
  let fd: number | undefined
  try {
    fd = openSync(path, O_PATH | O_NOFOLLOW)
    const facts = fstatSync(fd)
    if (!(facts.isFile() || facts.isDirectory())) return false
    chmodSync(`/proc/self/fd/${fd}`, (facts.mode & 0o7777) | rights)
    return true
  } catch (error) {
    if (isUnusable(error) || codeOf(error) === 'EROFS') return false
    throw error
  } finally {
    if (fd !== undefined) closeSync(fd)
  }
}
