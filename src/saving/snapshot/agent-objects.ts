import { randomBytes } from 'node:crypto'
import { mkdirSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readIfThere } from '../../if-there.ts'
import { writePackedRefs, writeRepository } from '../../git/repository.ts'
import { isUnusable, makeReadable, type Folder } from '../scan/folder.ts'
import type { OwnGit } from './own-git.ts'
import { readSmall } from '../scan/small-file.ts'

const fetchMs = 20_000

/** Object stores from which the agent's commits are fetched. */
export interface AgentObjects {
  /** The agent's objects: a path as bytes, like the names in it. */
  readonly objects: string
  /** Further object stores of the agent's, cleaned. */
  readonly beside?: readonly string[]
  /** base.git's. */
  readonly base: string
  /** A folder of ours for the shadow repository. */
  readonly shadow: string
}

/**
 * Fetches commits of the agent's, with all that they need, into our repository: all of them or none. Git opens a shadow
 * repository that has nothing of the agent's but the objects: no config, no hooks, no refs, no replacements. `slow`
 * means that git did not come to an end.
 */
export async function fetchAgentCommits(
  git: OwnGit,
  commits: readonly string[],
  agentObjects: AgentObjects,
): Promise<FetchOutcome> {
  openShadow(git, agentObjects, commits)
  return await fetchShadow(git, agentObjects.shadow)
}

export type FetchOutcome = 'fetched' | 'missing' | 'slow'

/** The shadow repository, anew, with refs that `fetchShadow` brings. `more`: lines of the agent's own `shallow`. */
export function openShadow(
  git: OwnGit,
  { objects, beside = [], base, shadow }: AgentObjects,
  commits: readonly string[],
  more = '',
): void {
  rmSync(shadow, { recursive: true, force: true })
  mkdirSync(shadow, { recursive: true })
  const shallow = `${shallowOf(git.repository)}${more}`
  const alternates = [...[objects, ...beside].map(quoted), join(base, 'objects'), join(git.repository, 'objects')]
  writeRepository({
    gitDir: shadow,
    bare: true,
    head: 'refs/want/none',
    alternates,
    refs: wantedRefs(commits),
    ...(shallow !== '' && { shallow: Buffer.from(shallow) }),
  })
}

/** As git reads paths whose bytes are no text, and those with a line's end. */
function quoted(path: string): string {
  return `"${path.replaceAll(/["\\]/g, '\\$&').replaceAll(/[^ -~]/g, octal)}"`
}

function octal(byte: string): string {
  return `\\${byte.charCodeAt(0).toString(8).padStart(3, '0')}`
}

/** Has the shadow repository bring these instead, whose history is as ours is. */
export function wantInShadow(git: OwnGit, shadow: string, commits: readonly string[]): void {
  writePackedRefs(shadow, wantedRefs(commits))
  rmSync(join(shadow, 'shallow'), { force: true })
  const shallow = shallowOf(git.repository)
  if (shallow !== '') writeFileSync(join(shadow, 'shallow'), shallow)
}

export async function fetchShadow(git: OwnGit, shadow: string): Promise<FetchOutcome> {
  const quiet = ['--quiet', '--no-tags', '--no-recurse-submodules', '--no-auto-maintenance', '--no-write-fetch-head']
  const { status, timedOut } = await git.run(
    ['fetch', ...quiet, '--update-shallow', '--force', shadow, `refs/want/*:${keptRef('*')}`],
    { timeoutMs: fetchMs },
  )
  if (timedOut) return 'slow'
  return status === 0 ? 'fetched' : 'missing'
}

function wantedRefs(commits: readonly string[]): ReadonlyMap<string, string> {
  return new Map(commits.map((commit) => [`refs/want/${commit}`, commit]))
}

/** Keeps a fetched commit, and says after a restart that it came with all that it needs. */
export function keptRef(commit: string): string {
  return `refs/snap/${commit}`
}

function shallowOf(repository: string): string {
  return readIfThere(join(repository, 'shallow')) ?? ''
}

/**
 * Makes the agent's object store one that git can read without waiting or being led away: special files and links go.
 * In a store with one of ours as its alternate, an alternates file that is not exactly `alternates` (a path as bytes)
 * is replaced by it, never just deleted.
 */
export function cleanObjectStore(objects: Folder, alternates?: string): void {
  for (const entry of objects.list()) {
    if (!entry.isDirectory()) {
      if (!entry.isFile()) remove(objects, entry.name)
      continue
    }
    using folder = objects.folder(entry.name)
    for (const inner of folder?.list() ?? [])
      if (folder !== undefined && !inner.isFile() && !inner.isDirectory()) remove(folder, inner.name)
  }
  if (alternates !== undefined) restoreAlternates(objects, alternates)
}

function remove(folder: Folder, name: string): void {
  makeAccessible(folder)
  try {
    unlinkSync(folder.place(name))
  } catch (error) {
    // The file may be gone. If not, git reads nothing where it stands.
    if (!isUnusable(error)) throw error
  }
}

/** Opens a folder that its owner, who we are, may have closed. */
function makeAccessible(folder: Folder): void {
  makeReadable(`/proc/self/fd/${folder.fd}/.`, 0o700)
}

/** Lets git read what the agent has closed to its owner, who we are; whether anything was closed. */
function makeObjectsReadable(objects: Folder): boolean {
  let opened = false
  for (const { name } of objects.list()) {
    using folder = objects.folder(name)
    for (const inner of folder?.list() ?? []) {
      const facts = folder?.facts(inner.name)
      if (facts === undefined || (facts.mode & 0o400) !== 0) continue
      opened = makeReadable(folder?.place(inner.name) ?? '', 0o400) || opened
    }
  }
  return opened
}

/** Tries again once what was unreadable is readable. */
export async function retryReadable<T>(
  objects: Folder,
  attempt: () => Promise<T>,
  hasFailed: (result: T) => boolean,
): Promise<T> {
  const result = await attempt()
  return hasFailed(result) && makeObjectsReadable(objects) ? await attempt() : result
}

function restoreAlternates(objects: Folder, path: string): void {
  const ours = `${path}\n`
  using info = objects.folder('info') ?? makeInfo(objects)
  if (info === undefined || readSmall(info, 'alternates', 4096) === ours) return
  makeAccessible(info)
  const name = `alternates.${randomBytes(6).toString('hex')}`
  writeFileSync(info.place(name), ours, { flag: 'wx', encoding: 'latin1' })
  try {
    renameSync(info.place(name), info.place('alternates'))
  } catch {
    // A folder stands there; the shadow names base itself, so nothing of ours depends on the file.
    unlinkSync(info.place(name))
  }
}

function makeInfo(objects: Folder): Folder | undefined {
  makeAccessible(objects)
  mkdirSync(objects.place('info'), { recursive: true })
  return objects.folder('info')
}
