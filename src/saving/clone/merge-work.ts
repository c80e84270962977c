import { GitFailure } from '../../git/failure.ts'
import { sanitizeLine } from '../../text/sanitize.ts'
import { runGit } from '../../git/run.ts'
import { askObjects, type Objects } from '../objects.ts'

export interface Merged {
  readonly tree: string
  /** Paths that hold conflict markers, or where one of two versions had to be taken. */
  readonly conflicts: readonly string[]
}

/**
 * Two commits merged by what they share, in a bare repository: nothing is checked out, and no merge driver or filter
 * that a repository names is run. Undefined where they share nothing.
 */
export async function mergeWork(objects: Objects, ours: string, theirs: string): Promise<Merged | undefined> {
  if ((await commonCommit(objects, ours, theirs)) === undefined) return undefined
  // git takes the names that stand in conflict markers from the words it is given.
  const labels = ['this-branch', 'earlier-attempt'] as const
  const [create, remove] = [
    [`update refs/${labels[0]} ${ours}`, `update refs/${labels[1]} ${theirs}`],
    labels.map((label) => `delete refs/${label}`),
  ]
  await askObjects(objects, ['update-ref', '--stdin'], { input: `${create.join('\n')}\n` })
  const words = ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', ...labels]
  const call = { env: objects.env, timeoutMs: 600_000 }
  const { status, stdout, stderr } = await runGit([`--git-dir=${objects.gitDir}`, ...words], call)
  await askObjects(objects, ['update-ref', '--stdin'], { input: `${remove.join('\n')}\n` })
  if (status > 1)
    throw new GitFailure('unknown', `saved work could not be merged (${sanitizeLine(stderr.slice(-300))})`, {
      hint: 'it stays on the remote',
    })
  const [tree = '', ...conflicts] = stdout.toString('utf8').split('\0').filter(Boolean)
  return { tree, conflicts }
}

export async function commonCommit({ gitDir, env }: Objects, one: string, other: string): Promise<string | undefined> {
  const result = await runGit([`--git-dir=${gitDir}`, 'merge-base', one, other], { env, timeoutMs: 120_000 })
  return result.status === 0 ? result.stdout.toString().trim() : undefined
}

export interface NewCommit {
  readonly tree: string
  readonly parents: readonly string[]
  readonly message: string
  readonly author: { readonly name: string; readonly email: string }
}

export async function commitTree(objects: Objects, { tree, parents, message, author }: NewCommit): Promise<string> {
  const env = {
    ...objects.env,
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_COMMITTER_NAME: author.name,
    GIT_COMMITTER_EMAIL: author.email,
  }
  const words = ['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent]), '-m', message]
  return (await askObjects({ ...objects, env }, words)).toString().trim()
}
