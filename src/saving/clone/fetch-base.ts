import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Access } from '../../git/access/access.ts'
import { explain, explainTransfer } from '../../git/explain.ts'
import { hookless } from '../../git/own-config.ts'
import { progressLines } from '../../git/progress.ts'
import { readRefs } from '../../git/read-refs.ts'
import { writeRepository } from '../../git/repository.ts'
import { runGit } from '../../git/run.ts'
import { takeNames, writeFollowed } from './followed-tags.ts'
import { ifThere } from '../../if-there.ts'

export interface BaseRequest {
  readonly gitDir: string
  /** Full refs to fetch, each to its own name; the first is HEAD's. */
  readonly refs: readonly [string, ...string[]]
  readonly depth: number | undefined
  /** The remote's tags: those that point into the history are wanted too. */
  readonly tags?: ReadonlyMap<string, string>
}

/** What base holds: its refs (tags that point into the history came along) and, when it is cut off, where. */
export interface Base {
  readonly refs: ReadonlyMap<string, string>
  readonly shallow: Buffer | undefined
}

/** Fetches the history once; the packs stay packs, because three repositories have them as alternates. */
export async function fetchBase(
  access: Access,
  { gitDir, refs, depth, tags }: BaseRequest,
  progress: FetchProgress,
): Promise<Base> {
  writeRepository({ gitDir, bare: true, head: refs[0] })
  const refspecs = refs.map((ref) => `+${ref}:${ref}`)
  if (tags === undefined || tags.size === 0) await fetchInto(access, { gitDir, refspecs, depth }, progress)
  else {
    await takeNames(gitDir, tags)
    await fetchInto(access, { gitDir, refspecs, depth, followTags: true }, progress)
    await writeFollowed(gitDir, tags, access)
  }
  return heldBy(gitDir)
}

interface FetchRequest {
  readonly gitDir: string
  readonly refspecs: readonly string[]
  readonly depth: number | undefined
  /** Leaves out what nobody will read; a server that cannot do that sends everything. */
  readonly filter?: 'blob:none'
  readonly followTags?: boolean
}

interface FetchProgress {
  readonly log: (line: string) => void
  readonly signal: AbortSignal
}

/** Throws a GitFailure that tells why nothing came. */
export async function fetchInto(
  { remote, env }: Access,
  { gitDir, refspecs, depth, filter, followTags = false }: FetchRequest,
  { log, signal }: FetchProgress,
): Promise<void> {
  const fetch = ['fetch', '--progress', '--no-auto-maintenance', '--no-write-fetch-head', '--no-recurse-submodules']
  if (!followTags) fetch.push('--no-tags')
  if (depth !== undefined) fetch.push(`--depth=${depth}`)
  if (filter !== undefined) fetch.push(`--filter=${filter}`)
  const words = [...hookless, '-c', 'fetch.unpackLimit=1', '-c', 'pack.threads=3', `--git-dir=${gitDir}`, ...fetch]
  const result = await runGit([...words, '--', remote.url, ...refspecs], {
    env,
    timeoutMs: 3_600_000,
    signal,
    onStderr: progressLines(log),
  })
  if (result.status !== 0) throw (hasBegun(result.stderr) ? explainTransfer : explain)(result, remote)
}

function hasBegun(stderr: string): boolean {
  return /^(remote: |Receiving objects)/m.test(stderr)
}

export function heldBy(gitDir: string): Base {
  return { refs: readRefs(gitDir), shallow: ifThere(() => readFileSync(join(gitDir, 'shallow'))) }
}
