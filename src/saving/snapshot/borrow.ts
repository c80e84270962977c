import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fromCheckout } from '../clone/places.ts'
import { writeRepository } from '../../git/repository.ts'
import { isUnusable, makeReadable, type Folder } from './folder.ts'
import type { OwnGit } from './own-git.ts'
import { readSmall } from './small-file.ts'

const fetchMs = 20_000

export interface Borrowing {
  /** The agent's objects, as a path for git. */
  readonly objects: string
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
export async function borrowCommits(
  git: OwnGit,
  commits: readonly string[],
  { objects, base, shadow }: Borrowing,
): Promise<'fetched' | 'missing' | 'slow'> {
  rmSync(shadow, { recursive: true, force: true })
  mkdirSync(shadow, { recursive: true })
  const shallow = shallowOf(git.repository)
  const alternates = [objects, join(base, 'objects'), join(git.repository, 'objects')]
  const refs = new Map(commits.map((commit) => [`refs/want/${commit}`, commit]))
  writeRepository({ gitDir: shadow, bare: true, head: 'refs/want/none', alternates, refs, ...(shallow && { shallow }) })
  const quiet = ['--quiet', '--no-tags', '--no-recurse-submodules', '--no-auto-maintenance', '--no-write-fetch-head']
  const { status, timedOut } = await git.run(
    ['fetch', ...quiet, '--update-shallow', '--force', shadow, `refs/want/*:${keptRef('*')}`],
    { timeoutMs: fetchMs },
  )
  if (timedOut) return 'slow'
  return status === 0 ? 'fetched' : 'missing'
}

/** Keeps a fetched commit, and says after a restart that it came with all that it needs. */
export function keptRef(commit: string): string {
  return `refs/snap/${commit}`
}

function shallowOf(repository: string): Buffer | undefined {
  try {
    return readFileSync(join(repository, 'shallow'))
  } catch (error) {
    if (isUnusable(error)) return undefined
    throw error
  }
}

/**
 * Makes the agent's object store one that git can read without waiting or being led away: special files and links go,
 * and an alternates file that is not exactly ours is replaced by ours, never just deleted.
 */
export function tidyObjects(objects: Folder): void {
  for (const entry of objects.list()) {
    if (!entry.isDirectory()) {
      if (!entry.isFile()) unlinkSync(objects.place(entry.name))
      continue
    }
    using folder = objects.folder(entry.name)
    for (const inner of folder?.list() ?? [])
      if (!inner.isFile() && !inner.isDirectory()) unlinkSync(folder?.place(inner.name) ?? '')
  }
  restoreAlternates(objects)
}

/** Lets git read what the agent has closed to its owner, who we are; whether anything was closed. */
export function openObjects(objects: Folder): boolean {
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

function restoreAlternates(objects: Folder): void {
  const ours = `${fromCheckout.base}\n`
  using info = objects.folder('info') ?? makeInfo(objects)
  if (info === undefined || readSmall(info, 'alternates', 4096) === ours) return
  const name = `alternates.${randomBytes(6).toString('hex')}`
  writeFileSync(info.place(name), ours, { flag: 'wx' })
  try {
    renameSync(info.place(name), info.place('alternates'))
  } catch {
    // A folder stands there; the shadow names base itself, so nothing of ours depends on the file.
    unlinkSync(info.place(name))
  }
}

function makeInfo(objects: Folder): Folder | undefined {
  mkdirSync(objects.place('info'), { recursive: true })
  return objects.folder('info')
}
