import { rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { prepareAccess, type Access } from '../../git/access/access.ts'
import { listRefs } from '../../git/list-refs.ts'
import { plainEnvironment } from '../../git/plain-environment.ts'
import { parseRemote } from '../../git/remote-url.ts'
import { writeRepository } from '../../git/repository.ts'
import type { RemoteNote } from '../handover.ts'
import { storeOf } from '../lfs/store.ts'
import type { AttemptSettings } from '../settings.ts'
import { makeCheckout } from './checkout.ts'
import { restoreFiles, resume, type Resumed } from './earlier-work.ts'
import { fetchBase, type Base } from './fetch-base.ts'
import { noteOf } from './note.ts'
import { fromBare, type ClonePlaces } from './places.ts'
import { retryTransfer, retryUnreachable } from './retry.ts'
import { neededRefs, startingPoint, type StartingPoint } from './starting-point.ts'

export interface CloneContext {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly log: (line: string) => void
  readonly signal: AbortSignal
  readonly away?: (why?: string) => void
}

const depthOfEarlier = 100

/**
 * Clones once and writes the three repositories that have it as their alternate. Throws a GitFailure that tells what
 * is wrong; a second call in the same folders begins anew.
 */
export async function clone(
  settings: AttemptSettings,
  places: ClonePlaces,
  context: CloneContext,
): Promise<RemoteNote> {
  const remote = parseRemote(settings.repository, settings.localRepository)
  removeClone(places)
  const access = prepareAccess(
    remote,
    { ...places, repositories: [places.base, places.handoff, places.push] },
    { machineGit: settings.machineGit, env: context.env },
  )
  const shown = await retryUnreachable(context, () => listNeeded(access, settings, context.signal))
  const point = startingPoint(shown, settings)
  const base = await fetchHistory(access, { point, tags: tagsIn(shown) }, settings, places, context)
  const own = [places.base, places.checkout, join(places.checkout, '.git')]
  const env = plainEnvironment(places.private, own, context.env.PATH)
  const resumed = await resume({ gitDir: places.base, env }, point, base.refs, settings.author)
  const { start } = resumed
  const baseCommit = base.refs.get(point.baseRef) ?? ''
  context.log(`base ${settings.baseBranch} is ${baseCommit}; work branch ${point.branch} starts at ${start}`)
  writeBareOnes(places, point.branch, { base: baseCommit, start }, base)
  const { repository, author, baseBranch } = settings
  const { branch } = point
  const continued = point.continued !== undefined
  const request = { folder: places.checkout, repository, author, baseBranch, branch, continued, start, ...base }
  await makeCheckout(request, env, context)
  const checkout = { gitDir: join(places.checkout, '.git'), folder: places.checkout, base: baseCommit }
  const lfs = { env, maxBytes: settings.volumeBytes.workspace, context }
  // Most clones need nothing of this, and each would wait for it to load.
  if (settings.lfs) {
    const { checkoutLfs } = await import('../lfs/checkout-lfs.ts')
    await checkoutLfs({ ...checkout, access, store: storeOf(places.base) }, lfs)
  }
  if (settings.submodules) {
    const { checkoutSubmodules } = await import('./submodules.ts')
    const rules = { machineGit: settings.machineGit, env: context.env }
    const setup = { places, rules, depth: settings.cloneDepth, author, main: remote, env, lfs, context }
    const parent = { ...checkout, remote, start, objects: { gitDir: places.base, env }, lfs: settings.lfs }
    await checkoutSubmodules(parent, setup)
  }
  await bringBack(resumed, { places, env, context })
  const restored = resumed.files !== undefined && { restored: resumed.files }
  return { base: baseCommit, start, branch, ...restored, refs: ownRefs(shown, point, settings.rescuePrefix, base) }
}

/** What a clone wrote, also in part: a disk that it filled has room again to tell of that. */
export function removeClone({ base, handoff, push, checkout }: ClonePlaces): void {
  for (const folder of [base, join(dirname(base), 'modules'), handoff, push, checkout])
    rmSync(folder, { recursive: true, force: true })
}

/** What an attempt starts from and is to stand beside, and the tags; of a remote without the base branch, all branches. */
async function listNeeded(
  access: Access,
  settings: AttemptSettings,
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const shown = await listRefs(access, [...neededRefs(settings), 'refs/tags/*'], signal)
  if (shown.has(`refs/heads/${settings.baseBranch}`)) return shown
  return await listRefs(access, ['refs/heads/*'], signal)
}

function tagsIn(shown: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...shown].filter(([ref]) => ref.startsWith('refs/tags/')))
}

function fetchHistory(
  access: Access,
  { point, tags }: { point: StartingPoint; tags: ReadonlyMap<string, string> },
  { cloneDepth }: AttemptSettings,
  places: ClonePlaces,
  context: CloneContext,
): Promise<Base> {
  const { baseRef, continued, rescued } = point
  const others = [continued, rescued.commits, rescued.uncommitted].filter((ref) => ref !== undefined)
  // Earlier work can only be applied where its history meets the branch's.
  const depth = cloneDepth === undefined || others.length === 0 ? cloneDepth : Math.max(cloneDepth, depthOfEarlier)
  return retryTransfer(context, () => {
    rmSync(places.base, { recursive: true, force: true })
    return fetchBase(access, { gitDir: places.base, refs: [baseRef, ...others], depth, tags }, context)
  })
}

function writeBareOnes(
  places: ClonePlaces,
  branch: string,
  commits: { base: string; start: string },
  { shallow }: Base,
): void {
  const common = { bare: true, head: `refs/heads/${branch}`, ...(shallow && { shallow }) }
  // Refs of the commits that everything is compared with, out of the way of all names.
  const refs = new Map(Object.entries(commits).map(([name, commit]) => [`refs/gastown/${name}`, commit]))
  const attributes = '* -filter -working-tree-encoding\n'
  writeRepository({ ...common, gitDir: places.handoff, alternates: [fromBare.base], refs, attributes })
  writeRepository({ ...common, gitDir: places.push, alternates: [fromBare.base, fromBare.handoff], refs, attributes })
}

async function bringBack(
  resumed: Resumed,
  { places, env, context }: { places: ClonePlaces; env: Record<string, string>; context: CloneContext },
): Promise<void> {
  const { start, files, applied, conflicts, left } = resumed
  if (files !== undefined) await restoreFiles({ checkout: places.checkout, start, files }, env)
  const note = noteOf(resumed)
  if (note !== undefined) writeFileSync(places.note, note)
  for (const ref of applied) context.log(`continuing from ${ref}`)
  if (conflicts.length > 0) context.log(`${conflicts.length} files of saved work conflict with the branch`)
  for (const [ref] of left) context.log(`${ref} shares no history with the branch and stays there`)
}

/** What git-push may write, and what stands there now. */
function ownRefs(
  shown: ReadonlyMap<string, string>,
  { branch, continued }: StartingPoint,
  rescuePrefix: string,
  base: Base,
): Record<string, string | null> {
  const refs: Record<string, string | null> = {
    // As fetched: the branch may have moved since it was listed.
    [`refs/heads/${branch}`]: continued === undefined ? null : (base.refs.get(continued) ?? null),
  }
  for (const name of ['checkpoint', 'uncommitted', 'branch']) refs[`${rescuePrefix}/${name}`] = null
  for (const [ref, commit] of shown) if (ref.startsWith(`${rescuePrefix}/`)) refs[ref] = commit
  return refs
}
