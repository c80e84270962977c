import { GitFailure } from '../git/failure.ts'
import { sanitizeLine } from '../text/sanitize.ts'
import { runGit } from '../git/run.ts'

/** The repository that everything is pushed from, for questions that reach no remote. */
export interface Objects {
  readonly gitDir: string
  readonly env: Readonly<Record<string, string>>
}

interface QueryOptions {
  readonly input?: string | Uint8Array
  readonly timeoutMs?: number
  readonly signal?: AbortSignal | undefined
}

/** What git prints for a question about objects; a failure here is ours or the disk's, never the remote's. */
export async function askObjects(
  { gitDir, env }: Objects,
  args: readonly string[],
  { input, timeoutMs = 120_000, signal }: QueryOptions = {},
): Promise<Buffer> {
  const { status, stdout, stderr, tooLong } = await runGit([`--git-dir=${gitDir}`, ...args], {
    env,
    timeoutMs,
    signal,
    ...(input !== undefined && { input }),
  })
  if (status === 0 && !tooLong) return stdout
  const word = sanitizeLine(args[0] ?? '')
  throw new GitFailure('unknown', `git ${word} failed with status ${status} (${sanitizeLine(stderr.slice(-300))})`)
}

/** Whether the commit contains the other one. */
export async function contains({ gitDir, env }: Objects, commit: string, other: string): Promise<boolean> {
  if (commit === other) return true
  const args = [`--git-dir=${gitDir}`, 'merge-base', '--is-ancestor', other, commit]
  const { status, stderr } = await runGit(args, { env, timeoutMs: 120_000 })
  if (status === 0 || status === 1) return status === 0
  throw new GitFailure('unknown', `git could not compare two commits (${sanitizeLine(stderr.slice(-300))})`)
}
