/** What is kept of commits that contain a secret: those before it, and the files without it. */
import { commitContent } from '../snapshot/commit-object.ts'
import type { AttemptSettings } from '../settings.ts'
import { cleanTree, type TreeContext } from './clean-tree.ts'

const mostCommits = 10_000

export interface HeldContext extends TreeContext {
  readonly settings: Pick<AttemptSettings, 'polecat' | 'attempt' | 'author'>
}

export interface WithoutSecret {
  /** The newest commit on the way to it that neither holds a secret nor has one before it; the remote may have it. */
  readonly before: string | undefined
  /** The files without the secret, as a commit on that; absent where they are the same, or cannot be had. */
  readonly commit?: string
  /** What of the files is not in it. */
  readonly dropped: readonly string[]
}

export async function withoutSecret(
  context: HeldContext,
  held: string,
  known: readonly string[],
): Promise<WithoutSecret> {
  const before = await lastBefore(context, held, known)
  const clean = await cleanTree(context, held)
  if (clean === undefined) return { before, dropped: ['the files, which cannot be listed'] }
  const { tree, dropped } = clean
  if (tree === undefined || (before !== undefined && tree === (await treeOf(context, before))))
    return { before, dropped }
  const commit = await makeCommit(context, { tree, held, parent: before })
  const left = await context.objects.among([commit], before === undefined ? known : [...known, before])
  if (left.length > 0) return { before, dropped: [...dropped, ...left.map(({ path }) => path)] }
  return { before, commit, dropped }
}

/** Once a commit holds one, so does what follows: the last that does not is found by halves. */
async function lastBefore(
  { git, objects }: HeldContext,
  held: string,
  known: readonly string[],
): Promise<string | undefined> {
  const words = ['rev-list', '--first-parent', `--max-count=${mostCommits}`, held, '--not', ...known]
  const chain = (await git.output(words)).toString().split('\n').filter(Boolean)
  // Newest first: those up to `holding` hold one, those from `free` on do not.
  let [holding, free] = [0, chain.length]
  while (holding + 1 < free) {
    const middle = Math.floor((holding + free) / 2)
    if ((await objects.among([chain[middle] ?? held], known)).length > 0) holding = middle
    else free = middle
  }
  const { status, stdout } = await git.run(['rev-parse', '--verify', '--quiet', `${chain[holding] ?? held}^`])
  return status === 0 ? stdout.toString().trim() : undefined
}

async function treeOf({ git }: HeldContext, commit: string): Promise<string> {
  return (await git.output(['rev-parse', `${commit}^{tree}`])).toString().trim()
}

/** With the time of the commit that it stands for, so that it is the same one however often it is made. */
async function makeCommit(
  { git, store, settings }: HeldContext,
  { tree, held, parent }: { tree: string; held: string; parent: string | undefined },
): Promise<string> {
  const time = Number((await git.output(['log', '-1', '--format=%ct', held])).toString())
  const { polecat, attempt, author } = settings
  const message = [
    `Files of ${polecat}, attempt ${attempt}, without the secrets in them`,
    `Made by gastown: ${held} or a commit before it contains a secret that the agent was given, and is not pushed.`,
  ].join('\n\n')
  const seconds = Number.isSafeInteger(time) && time > 0 ? time : 0
  return await store.write('commit', commitContent({ tree, parent, author, seconds, message }))
}
