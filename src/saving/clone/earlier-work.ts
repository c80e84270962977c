/** Where a later attempt begins: the saved branch with everything that the last attempt saved beside it. */
import { join } from 'node:path'
import { GitFailure } from '../../git/failure.ts'
import { runGit } from '../../git/run.ts'
import { askObjects, contains, type Objects } from '../objects.ts'
import type { AttemptSettings } from '../settings.ts'
import { commitTree, commonCommit, mergeWork } from './merge-work.ts'
import type { StartingPoint } from './starting-point.ts'

export interface Resumed {
  /** The commit that the attempt starts from. */
  readonly start: string
  /** What the files of the checkout are where that is not the commit's: saved work that is not committed. */
  readonly files: string | undefined
  /** Refs whose work is in the start or the files. */
  readonly applied: readonly string[]
  /** Files in which two versions meet. */
  readonly conflicts: readonly string[]
  /** Refs whose work could not be applied, with the commit of each. */
  readonly left: readonly (readonly [ref: string, commit: string])[]
}

export async function resume(
  objects: Objects,
  point: StartingPoint,
  refs: ReadonlyMap<string, string>,
  author: AttemptSettings['author'],
): Promise<Resumed> {
  const branch = refs.get(point.continued ?? point.baseRef) ?? ''
  const fresh: Resumed = { start: branch, files: undefined, applied: [], conflicts: [], left: [] }
  const { commits, uncommitted } = point.rescued
  const onBranch = { objects, author, continued: point.continued !== undefined }
  const committed = await withRef(fresh, commits, refs, (ref, saved) => addCommits(fresh, ref, saved, onBranch))
  return await withRef(committed, uncommitted, refs, (ref, saved) =>
    addFiles(committed, ref, saved, { objects, author }),
  )
}

async function withRef(
  before: Resumed,
  ref: string | undefined,
  refs: ReadonlyMap<string, string>,
  add: (ref: string, commit: string) => Promise<Resumed | undefined>,
): Promise<Resumed> {
  const commit = ref === undefined ? undefined : refs.get(ref)
  if (ref === undefined || commit === undefined) return before
  return (await add(ref, commit)) ?? { ...before, left: [...before.left, [ref, commit]] }
}

interface MergeContext {
  readonly objects: Objects
  readonly author: AttemptSettings['author']
}

/** Commits that the branch lacks: as they are where they build on it, else as a merge, or as files where they conflict. */
async function addCommits(
  before: Resumed,
  ref: string,
  saved: string,
  { objects, author, continued }: MergeContext & { readonly continued: boolean },
): Promise<Resumed | undefined> {
  const applied = [...before.applied, ref]
  if (await contains(objects, before.start, saved)) return before
  if (await contains(objects, saved, before.start)) return { ...before, start: saved, applied }
  // The base branch has moved on, which is no reason to merge it.
  if (!continued && (await commonCommit(objects, saved, before.start))) return { ...before, start: saved, applied }
  const merged = await mergeWork(objects, before.start, saved)
  if (merged === undefined) return undefined
  const { tree, conflicts } = merged
  if (conflicts.length > 0) return { ...before, files: tree, applied, conflicts }
  const message = 'Merge the commits that an earlier attempt saved'
  const start = await commitTree(objects, { tree, parents: [before.start, saved], message, author })
  return { ...before, start, applied }
}

/** A snapshot of files on top of whatever its attempt had committed, as files again. */
async function addFiles(
  before: Resumed,
  ref: string,
  snapshot: string,
  { objects, author }: MergeContext,
): Promise<Resumed | undefined> {
  const { start, files, conflicts } = before
  const applied = [...before.applied, ref]
  const line = await askObjects(objects, ['rev-list', '-1', '--parents', snapshot])
  const [, parent] = line.toString().trim().split(' ')
  if (parent === undefined) return undefined
  if (parent === start && files === undefined) return { ...before, files: snapshot, applied }
  const tree = (await askObjects(objects, ['rev-parse', `${files ?? start}^{tree}`])).toString().trim()
  // With the snapshot's own parent, so that this is what the merge compares both with.
  const ours = await commitTree(objects, { tree, parents: [parent], message: 'Now', author })
  const merged = await mergeWork(objects, ours, snapshot)
  if (merged === undefined) return undefined
  const all = [...new Set([...conflicts, ...merged.conflicts])]
  return { ...before, files: merged.tree === tree ? files : merged.tree, applied, conflicts: all }
}

/** Makes the checkout's files those of a tree; its index stays at the start, so that they are uncommitted changes. */
export async function restoreFiles(
  { checkout, start, files }: { checkout: string; start: string; files: string },
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const words = [`--git-dir=${join(checkout, '.git')}`, `--work-tree=${checkout}`, 'read-tree', '--reset']
  const call = { env, cwd: checkout, timeoutMs: 600_000 }
  const written = await runGit([...words, '-u', files], call)
  const index = await runGit([...words, start], call)
  if (written.status !== 0 || index.status !== 0)
    throw new GitFailure('unknown', "the earlier attempt's uncommitted files could not be restored", {
      cause: written.stderr + index.stderr,
    })
}
