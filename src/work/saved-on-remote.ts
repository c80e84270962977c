import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Context } from '../context.ts'
import { GastownError } from '../errors.ts'
import { listRefs } from '../git/list-refs.ts'
import { plainEnvironment } from '../git/plain-environment.ts'
import { rigs } from '../kube/resources.ts'
import { rescuePrefix } from '../pod/names.ts'
import { resolveSpec } from '../polecat/resolve.ts'
import type { Polecat } from '../polecat/schema.ts'
import { fetchBase } from '../saving/clone/fetch-base.ts'
import type { Objects } from '../saving/objects.ts'
import { isSuperseded } from '../saving/push/rescue-kinds.ts'
import type { SavedWork } from '../saving/show/work.ts'
import { ownAccess, ownGitError } from '../checkout/own-git.ts'

/** Fetches what a polecat has saved into a repository for this purpose alone, reads it, and removes it. */
export async function readSavedOnRemote<T>(
  context: Context,
  polecat: Polecat,
  read: (objects: Objects, saved: SavedWork) => Promise<T>,
): Promise<T> {
  const { env, signal } = context
  const name = polecat.metadata.name ?? ''
  const rig = await (await context.client()).get(rigs, polecat.spec.rig, undefined, { signal })
  const { repository, baseBranch, rescueNamespace } = resolveSpec(polecat, rig)
  const access = await ownAccess(repository, context)
  const folder = await mkdtemp(join(tmpdir(), 'gastown-'))
  try {
    const base = `refs/heads/${baseBranch}`
    const shown = await listRefs(access, [base, ...savedAt(polecat, rescueNamespace)], signal)
    const refs = savedRefs(polecat, shown, rescueNamespace)
    if (refs.tip === undefined && refs.uncommitted === undefined) throw nothingSaved(polecat)
    const wanted = [base, refs.tip, refs.uncommitted].filter((ref) => ref !== undefined && shown.has(ref)) as string[]
    const gitDir = join(folder, 'work.git')
    const [first = base, ...rest] = wanted
    await fetchBase(access, { gitDir, refs: [first, ...rest], depth: undefined }, { log: () => {}, signal })
    const uncommitted = refs.uncommitted === undefined ? undefined : shown.get(refs.uncommitted)
    const tip = refs.tip === undefined ? `${uncommitted}^` : (shown.get(refs.tip) ?? '')
    // The user's own settings could change what git prints.
    const plain = plainEnvironment(folder, [gitDir], env.PATH)
    return await read({ gitDir, env: plain }, { base: shown.get(base) ?? tip, tip, uncommitted })
  } catch (error) {
    throw ownGitError(`the work of ${name} cannot be read from ${access.remote.shown}`, error)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** Where any of it can be. */
function savedAt(polecat: Polecat, rescueNamespace: string): string[] {
  const { attempt = 1, branch } = polecat.status ?? {}
  return [`refs/heads/${branch}`, `${rescuePrefix(polecat, attempt, rescueNamespace)}/*`]
}

/** The refs that hold the newest of it. */
export function savedRefs(
  polecat: Polecat,
  shown: ReadonlyMap<string, string>,
  rescueNamespace: string,
): { readonly tip: string | undefined; readonly uncommitted: string | undefined } {
  const { attempt = 1, branch, result, lastPush } = polecat.status ?? {}
  const prefix = rescuePrefix(polecat, attempt, rescueNamespace)
  // A branch of this name that nobody saw us push may be somebody else's.
  const pushed = result?.commit !== undefined || lastPush !== undefined
  const onBranch = pushed ? [`refs/heads/${branch}`] : []
  const beside = [`${prefix}/branch`, `${prefix}/checkpoint`]
  // A checkpoint that could not be removed is older than what was pushed at the end.
  const tips = result?.commit !== undefined ? [...onBranch, ...beside] : [...beside, ...onBranch]
  const uncommitted = `${prefix}/uncommitted`
  const counts = (ref: string): boolean => shown.has(ref) && !isSuperseded(shown, ref)
  return {
    tip: tips.find(counts),
    uncommitted: counts(uncommitted) ? uncommitted : undefined,
  }
}

function nothingSaved({ metadata, status }: Polecat): GastownError {
  const { commit } = status?.result ?? {}
  const was = commit === undefined ? '' : `; ${status?.branch} was at ${commit.slice(0, 7)}`
  return new GastownError('not-found', `the remote has no work of ${metadata.name}${was}`, {
    hints: [...(status?.message === undefined ? [] : [status.message]), `See: gastown describe ${metadata.name}`],
  })
}
