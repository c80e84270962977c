/** Whether saved work has come into a branch of the remote, asked of commits and trees alone. */
import { askObjects, contains, type Objects } from '../objects.ts'

export interface BranchesOf {
  readonly objects: Objects
  /** The base branch's full ref. */
  readonly base: string
  /** Refs that begin so are rescue refs, also where they look like branches. */
  readonly namespaces: readonly string[]
}

/**
 * The branch that has the commit's work: one that contains the commit, or the base branch where everything that the
 * commit changed stands as it does in the commit (as after a squash merge). Undefined where none does, and where that
 * cannot be told.
 */
export async function branchWith(commit: string, branches: BranchesOf): Promise<string | undefined> {
  const { objects, base, namespaces } = branches
  const containing = await orNothing(
    askObjects(objects, ['for-each-ref', `--contains=${commit}`, '--format=%(refname)', 'refs/heads']),
  )
  const names = (containing?.toString('utf8') ?? '').split('\n').filter((ref) => ref !== '')
  const own = names.filter((ref) => !namespaces.some((namespace) => ref.startsWith(`${namespace}/`)))
  if (own.length > 0) return own.includes(base) ? base : own[0]
  return (await orNothing(hasContent(commit, base, objects))) === true ? base : undefined
}

async function hasContent(commit: string, branch: string, objects: Objects): Promise<boolean> {
  const start = (await askObjects(objects, ['merge-base', branch, commit])).toString().trim()
  if (await contains(objects, start, commit)) return true
  const [changed, different] = await Promise.all([paths(objects, start, commit), paths(objects, branch, commit)])
  return !changed.some((path) => different.includes(path))
}

async function paths(objects: Objects, from: string, to: string): Promise<string[]> {
  const words = ['diff-tree', '-r', '-z', '--name-only', '--no-renames', from, to, '--']
  return (await askObjects(objects, words)).toString('latin1').split('\0').filter(Boolean)
}

/** A commit that did not come along, or a history that shares nothing: then nothing is known to be merged. */
async function orNothing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch {
    return undefined
  }
}
