import { statfsSync } from 'node:fs'
import { join } from 'node:path'
import { configEntry, type ConfigEntry } from '../../git/config-text.ts'
import { hookless } from '../../git/own-config.ts'
import { progressLines } from '../../git/progress.ts'
import { writeRepository } from '../../git/repository.ts'
import { runGit } from '../../git/run.ts'
import { GitFailure } from '../../git/failure.ts'
import { sanitizeLine } from '../../text/sanitize.ts'
import { withoutGitLfs } from '../lfs/filter.ts'
import { fromCheckout } from './places.ts'

export interface CheckoutRequest {
  readonly folder: string
  readonly repository: string
  readonly author: { readonly name: string; readonly email: string }
  readonly baseBranch: string
  readonly branch: string
  /** Whether the work branch exists on the remote. */
  readonly continued: boolean
  readonly start: string
  /** What base.git holds, by full ref. */
  readonly refs: ReadonlyMap<string, string>
  readonly shallow: Buffer | undefined
}

/**
 * Makes the agent's checkout, an ordinary repository as a clone would leave it. `env` holds no credential and none of the
 * user's configuration, so that nothing the repository names (filters, above all) is run.
 */
export async function makeCheckout(
  request: CheckoutRequest,
  env: Readonly<Record<string, string>>,
  { log, signal }: { log: (line: string) => void; signal: AbortSignal },
): Promise<void> {
  const { folder, baseBranch, branch, start } = request
  writeRepository({
    gitDir: join(folder, '.git'),
    bare: false,
    head: `refs/heads/${branch}`,
    config: checkoutConfig(request),
    alternates: [fromCheckout.base],
    refs: checkoutRefs(request),
    symbolicRefs: new Map([['refs/remotes/origin/HEAD', `refs/remotes/origin/${baseBranch}`]]),
    ...(request.shallow && { shallow: request.shallow }),
  })
  await writeFiles({ gitDir: join(folder, '.git'), folder, commit: start }, env, { log, signal })
}

/** Writes the files of a commit into an empty folder, and the index that goes with them. */
export async function writeFiles(
  { gitDir, folder, commit }: { gitDir: string; folder: string; commit: string },
  env: Readonly<Record<string, string>>,
  { log, signal }: { log: (line: string) => void; signal: AbortSignal },
): Promise<void> {
  const words = ['-c', 'checkout.workers=4', `--git-dir=${gitDir}`, `--work-tree=${folder}`]
  const result = await runGit([...hookless, ...words, 'read-tree', '-v', '--reset', '-u', commit], {
    env,
    cwd: folder,
    timeoutMs: 3_600_000,
    signal,
    onStderr: progressLines(log),
  })
  if (result.status === 0) return
  if (/No space left|quota exceeded/i.test(result.stderr) || isFull(folder))
    throw new GitFailure('disk-full', 'the disk is full')
  throw new GitFailure('unknown', `the checkout could not be written (${sanitizeLine(result.stderr.slice(-300))})`)
}

/** git does not always say why it could not write a file. */
function isFull(folder: string): boolean {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize < 4 * 1024 * 1024
}

/**
 * The agent may see its files with another owner, inode or change time than the container that wrote them: a sandbox maps
 * users, a runtime labels volumes anew. By size and time of change alone, the index that was written is true in every view.
 */
export const anyView: readonly ConfigEntry[] = [configEntry('core.checkStat', 'minimal')]

function checkoutConfig({ repository, author, baseBranch, branch, continued }: CheckoutRequest): ConfigEntry[] {
  return [
    configEntry('remote.origin.url', repository),
    configEntry('remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*'),
    ...tracking(baseBranch),
    ...(continued ? tracking(branch) : []),
    ...anyView,
    configEntry('user.name', author.name),
    configEntry('user.email', author.email),
    ...withoutGitLfs,
  ]
}

function tracking(name: string): ConfigEntry[] {
  const entry = { section: 'branch', subsection: name }
  return [
    { ...entry, key: 'remote', value: 'origin' },
    { ...entry, key: 'merge', value: `refs/heads/${name}` },
  ]
}

/** Branches as the remote's, tags as they are, and the local base and work branches. */
function checkoutRefs({ refs, baseBranch, branch, start }: CheckoutRequest): Map<string, string> {
  const own = new Map<string, string>()
  for (const [ref, commit] of refs) {
    if (ref.startsWith('refs/tags/')) own.set(ref, commit)
    if (ref.startsWith('refs/heads/')) own.set(ref.replace('refs/heads/', 'refs/remotes/origin/'), commit)
  }
  const base = refs.get(`refs/heads/${baseBranch}`)
  if (base !== undefined) own.set(`refs/heads/${baseBranch}`, base)
  return own.set(`refs/heads/${branch}`, start)
}
