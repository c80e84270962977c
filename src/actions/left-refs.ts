/** The rescue refs of a rig's repository that nobody needs any more, found and removed with the user's own git. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Context } from '../context.ts'
import { GastownError } from '../errors.ts'
import type { Access } from '../git/access.ts'
import { listRefs } from '../git/list-refs.ts'
import { plainEnvironment } from '../git/plain-environment.ts'
import { polecats } from '../kube/resources.ts'
import { isFinished } from '../outcome/reasons.ts'
import { rescuePrefix } from '../pod/names.ts'
import { resolveSpec } from '../polecat/resolve.ts'
import type { Polecat } from '../polecat/schema.ts'
import { fetchCommits, type FetchedCommits } from '../saving/prune/fetch-commits.ts'
import { branchWith } from '../saving/prune/merged.ts'
import { removeRefs } from '../saving/prune/remove-refs.ts'
import { rescueRefsIn, type RescueRef } from '../saving/prune/rescue-refs.ts'
import type { Rig } from '../rig/schema.ts'
import { readCheckout } from './checkout.ts'
import { chooseRig } from './choose-rig.ts'
import type { Leftover } from './leftover.ts'
import { ownAccess, ownGitError } from './own-git.ts'

export interface LeftRef extends Leftover {
  readonly commit: string
}

export interface LeftRefs {
  readonly found: readonly LeftRef[]
  remove(chosen: readonly LeftRef[]): Promise<void>
}

/** The rig of this name, or else that of the checkout that the command is called in. */
export async function rigToClean(context: Context, name: string | undefined): Promise<Rig> {
  const checkout = await readCheckout(context)
  return (await chooseRig(await context.client(), { name, mayMake: false, checkout, place: context })).rig
}

/** What it finds holds only until `use` has ended: the commits are in a repository of their own. */
export async function withLeftRefs<T>(context: Context, rig: Rig, use: (refs: LeftRefs) => Promise<T>): Promise<T> {
  const { env, signal } = context
  const { items } = await (await context.client()).list(polecats, { signal })
  const own = items.filter(({ spec }) => spec.rig === rig.metadata.name)
  const access = ownAccess(rig.spec.gitURL, { env, local: await context.isLocal() })
  const folder = await mkdtemp(join(tmpdir(), 'gastown-'))
  try {
    const refs = await unneeded(rig, own, access, signal)
    const gitDir = join(folder, 'refs.git')
    const objects = { gitDir, env: plainEnvironment(folder, [gitDir], env.PATH) }
    const fetched = await fetchCommits(access, refs, objects, context)
    const found = await Promise.all(refs.map((ref) => leftRef(ref, rig, fetched)))
    return await use({ found, remove: (chosen) => removeAll(chosen, access, gitDir) })
  } catch (error) {
    throw ownGitError(`the rescue refs of ${access.remote.shown} cannot be cleaned`, error)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** Those of polecats that are gone or have finished: the others may still go on from theirs. */
async function unneeded(
  rig: Rig,
  own: readonly Polecat[],
  access: Access,
  signal: AbortSignal,
): Promise<readonly RescueRef[]> {
  const resolved = own.map((polecat) => ({ polecat, namespace: resolveSpec(polecat, rig).rescueNamespace }))
  const usual = rig.spec.defaults?.kubernetes?.rescueNamespace ?? 'refs/gastown'
  const namespaces = [...new Set([usual, ...resolved.map(({ namespace }) => namespace)])]
  const needed = resolved
    .filter(({ polecat }) => !isFinished(polecat.status?.phase) || polecat.status?.podActive === true)
    .map(({ polecat, namespace }) => rescuePrefix(polecat, 1, namespace).replace(/\/1$/, ''))
  return rescueRefsIn(await listRefs(access, signal), namespaces).filter(({ task }) => !needed.includes(task))
}

async function leftRef(rescue: RescueRef, rig: Rig, { objects, dates }: FetchedCommits): Promise<LeftRef> {
  const { ref, commit, polecat, attempt, what, task } = rescue
  const base = `refs/heads/${rig.spec.defaults?.kubernetes?.gitBranch ?? 'main'}`
  const namespaces = [task.slice(0, task.lastIndexOf('/'))]
  const branch = await branchWith(commit, { objects, base, namespaces })
  const seconds = dates.get(commit)
  return {
    name: ref,
    commit,
    what: `${what} of ${polecat}, attempt ${attempt}${branch === undefined ? '' : `, in ${branch.slice(11)}`}`,
    since: seconds === undefined ? undefined : new Date(seconds * 1000).toISOString(),
    unsaved: branch === undefined ? 'no branch of the remote has its work' : undefined,
  }
}

async function removeAll(chosen: readonly LeftRef[], access: Access, gitDir: string): Promise<void> {
  const refused = await removeRefs(
    chosen.map(({ name, commit }) => ({ ref: name, commit })),
    { access, gitDir },
  )
  if (refused.length === 0) return
  throw new GastownError('conflict', `${refused.length} of ${chosen.length} refs were not removed`, {
    problems: refused.map(({ ref, words }) => ({ field: ref, message: words })),
    hints: ['The others are gone.'],
  })
}
