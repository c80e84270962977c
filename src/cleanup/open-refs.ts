/** What one repository has of rescue refs that nobody needs any more. */
import { mkdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Context } from '../context.ts'
import type { Access } from '../git/access/access.ts'
import { listRefs } from '../git/list-refs.ts'
import { plainEnvironment } from '../git/plain-environment.ts'
import { isFinished } from '../outcome/reasons.ts'
import { rescuePrefix } from '../pod/names.ts'
import { defaultRescueNamespace } from '../polecat/rescue-namespace.ts'
import { resolveSpec } from '../polecat/resolve.ts'
import type { Polecat } from '../polecat/schema.ts'
import { fetchCommits, type FetchedCommits } from '../saving/prune/fetch-commits.ts'
import { branchWith } from '../saving/prune/merged.ts'
import { rescueRefsIn, type RescueRef } from '../saving/prune/rescue-refs.ts'
import type { Rig } from '../rig/schema.ts'
import type { Leftover } from './leftover.ts'
import { ownAccess, ownGitError } from '../checkout/own-git.ts'

export interface StaleRescueRef extends Leftover {
  readonly commit: string
}

/** The rigs of one repository: of polecats that are gone, nobody can tell there which rig's they were. */
export type Repository = readonly [Rig, ...Rig[]]

export interface OpenRefs {
  readonly found: readonly StaleRescueRef[]
  readonly access: Access
  readonly gitDir: string
}

interface RefSearch {
  readonly group: Repository
  readonly all: readonly Polecat[]
  isWanted(rig: string): boolean
}

export async function openRefs(context: Context, wanted: RefSearch, folder: string): Promise<OpenRefs> {
  const { env, signal } = context
  const access = await ownAccess(wanted.group[0].spec.gitURL, context)
  try {
    await mkdir(folder)
    const refs = await unneeded(wanted, access, signal)
    const gitDir = join(folder, 'refs.git')
    const objects = { gitDir, env: plainEnvironment(folder, [gitDir], env.PATH) }
    const fetched = await fetchCommits(access, refs, objects, context)
    const found = await Promise.all(refs.map((ref) => staleRescueRef(ref, wanted.group, fetched)))
    return { found, access, gitDir }
  } catch (error) {
    throw cannotClean(access, error)
  }
}

export function cannotClean({ remote }: Access, error: unknown): unknown {
  return ownGitError(`the rescue refs of ${remote.shown} cannot be cleaned`, error)
}

/** Rescue refs of polecats that are gone or have finished: the others may still go on from theirs. */
async function unneeded(
  { group, all, isWanted }: RefSearch,
  access: Access,
  signal: AbortSignal,
): Promise<readonly RescueRef[]> {
  const namespaces = group.flatMap((rig) => [
    rig.spec.defaults?.kubernetes?.rescueNamespace ?? defaultRescueNamespace,
    ...all
      .filter(({ spec }) => spec.rig === rig.metadata.name)
      .map((polecat) => resolveSpec(polecat, rig).rescueNamespace),
  ])
  // Another rig may have the same repository, or its polecats may name it.
  const needed = all.filter(
    ({ spec, status }) => !isWanted(spec.rig) || !isFinished(status?.phase) || status?.podActive,
  )
  const names = new Set(needed.map((polecat) => basename(dirname(rescuePrefix(polecat, 1, '')))))
  const own = [...new Set(namespaces)]
  const patterns = own.map((namespace) => `${namespace}/*`)
  return rescueRefsIn(await listRefs(access, patterns, signal), own).filter(({ task }) => !names.has(basename(task)))
}

async function staleRescueRef(
  rescue: RescueRef,
  group: Repository,
  { objects, dates }: FetchedCommits,
): Promise<StaleRescueRef> {
  const { ref, commit, polecat, attempt, what, task } = rescue
  const bases = new Set(group.map(({ spec }) => `refs/heads/${spec.defaults?.kubernetes?.gitBranch ?? 'main'}`))
  const namespaces = [task.slice(0, task.lastIndexOf('/'))]
  let branch: string | undefined
  for (const base of bases) branch ??= await branchWith(commit, { objects, base, namespaces })
  const seconds = dates.get(commit)
  return {
    name: ref,
    commit,
    what: `${what} of ${polecat}, attempt ${attempt}${branch === undefined ? '' : `, in ${branch.slice(11)}`}`,
    since: seconds === undefined ? undefined : new Date(seconds * 1000).toISOString(),
    unsaved: branch === undefined ? 'no branch of the remote has its work' : undefined,
  }
}
