import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readRefs } from '../../git/read-refs.ts'
import type { StartNote } from '../handover.ts'
import type { OwnGit } from '../snapshot/own-git.ts'
import { modes, type Tracked } from '../scan/tracked.ts'

/** What a remote is known to have of submodules: what git-clone fetched, and what the base commit names. */
export interface KnownCommits {
  /** Known commits in our repository, for what is not reachable from them. */
  readonly here: readonly string[]
  /** What git-clone fetched, and what the base commit names, here or not. */
  readonly all: ReadonlySet<string>
}

export async function knownCommits(
  git: OwnGit,
  { base, start }: StartNote,
  baseRepository: string,
  tracked: Tracked,
): Promise<KnownCommits> {
  const fetched = storesIn(join(dirname(baseRepository), 'modules')).flatMap((store) => [...readRefs(store).values()])
  const named = [...tracked.values()].flatMap(({ mode, sha }) => (mode === modes.repository ? [sha] : []))
  const all = new Set([...fetched, ...named])
  return { here: [base, start, ...(await commitsHere(git, [...all]))], all }
}

/** Which of them are commits in our repository. */
export async function commitsHere(git: OwnGit, commits: readonly string[]): Promise<string[]> {
  if (commits.length === 0) return []
  const told = await git.output(['cat-file', '--batch-check=%(objecttype)'], { input: `${commits.join('\n')}\n` })
  const types = told.toString().split('\n')
  return commits.filter((_, index) => types[index] === 'commit')
}

/** The repositories that git-clone made, by folder; nobody else writes there. */
function storesIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  // A submodule may be called HEAD.
  if (statSync(join(folder, 'HEAD'), { throwIfNoEntry: false })?.isFile())
    return [folder, ...storesIn(join(folder, 'modules'))]
  const below = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return below.flatMap(({ name }) => storesIn(join(folder, name)))
}
