/** What the user's own checkout tells: its remote and its branch. Read with the user's own git. */
import { isAbsolute, resolve } from 'node:path'
import { codeOf, GastownError } from '../errors.ts'
import { runGit, type GitResult } from '../git/run.ts'
import { sameRepository } from '../rig/same-repository.ts'
import { checkoutFolder } from './checkout-folder.ts'

export interface Checkout {
  readonly top: string
  /** URL or absolute path of its remote; the one for pushes where both are of one repository. */
  readonly remote: string
  readonly remoteName: string
  /** Where `git push` goes to, as git resolves it; the remote where that is not set apart. */
  readonly pushes: readonly string[]
  /** The branch that is checked out. */
  readonly branch: string | undefined
}

export interface CheckoutContext {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
}

/** The checkout that the folder is in; undefined where it is in none, or in one without a remote. */
export async function readCheckout(place: CheckoutContext): Promise<Checkout | undefined> {
  const fetched = await readFetched(place)
  if (fetched === undefined) return undefined
  const { top, branch, remoteName, remote } = fetched
  const pushes = (await pushURLs({ branch, remoteName }, place)).map((url) => absolute(url, top))
  const [push] = pushes
  const isOne = push !== undefined && pushes.length === 1 && sameRepository(push, remote)
  return { top, branch, remoteName, remote: isOne ? push : remote, pushes: pushes.length > 0 ? pushes : [remote] }
}

/** What it fetches from: of the same repository as the remote that `readCheckout` tells, and sooner known. */
export async function readFetched(
  place: CheckoutContext,
): Promise<Pick<Checkout, 'top' | 'branch' | 'remoteName' | 'remote'> | undefined> {
  // Where there is none, git need not be there either.
  if (checkoutFolder(place.cwd) === undefined) return undefined
  const [top, branch, remotes] = await Promise.all([
    gitOutput(['rev-parse', '--show-toplevel'], place),
    gitOutput(['symbolic-ref', '--quiet', '--short', 'HEAD'], place),
    gitOutput(['remote'], place),
  ])
  if (top === undefined || remotes === undefined) return undefined
  const names = remotes.split('\n')
  const tracked = branch === undefined ? undefined : await gitOutput(['config', `branch.${branch}.remote`], place)
  // A branch that tracks another of the same checkout names '.'.
  const remoteName = tracked === undefined || tracked === '.' ? onlyRemote(names) : tracked
  const fetched = remoteName === undefined ? undefined : await gitOutput(['remote', 'get-url', '--', remoteName], place)
  if (remoteName === undefined || fetched === undefined) return undefined
  return { top, branch, remoteName, remote: absolute(fetched, top) }
}

/** As `git push` chooses: the branch's push remote, the checkout's, the remote itself; pushurl and pushInsteadOf in it. */
async function pushURLs(
  { branch, remoteName }: { branch: string | undefined; remoteName: string },
  place: CheckoutContext,
): Promise<string[]> {
  const own = branch === undefined ? undefined : await gitOutput(['config', `branch.${branch}.pushRemote`], place)
  const name = own ?? (await gitOutput(['config', 'remote.pushDefault'], place)) ?? remoteName
  const urls = await gitOutput(['remote', 'get-url', '--push', '--all', '--', name], place)
  // A URL may stand where a remote's name does.
  return urls === undefined ? [name] : urls.split('\n')
}

function onlyRemote(names: readonly string[]): string | undefined {
  return names.includes('origin') ? 'origin' : names.length === 1 ? names[0] : undefined
}

function absolute(url: string, top: string): string {
  return isRelativePath(url) ? resolve(top, url) : url
}

function isRelativePath(remote: string): boolean {
  return !isAbsolute(remote) && !remote.includes(':')
}

/** What git prints, without its last line end; undefined where it fails or prints nothing. */
export async function gitOutput(args: readonly string[], place: CheckoutContext): Promise<string | undefined> {
  const result = await userGit(args, place)
  return result.status === 0 ? result.stdout.toString('utf8').replace(/\n$/, '') || undefined : undefined
}

/** The user's git in the folder that the command is called in. */
export async function userGit(
  args: readonly string[],
  { cwd: folder, env, signal }: CheckoutContext,
): Promise<GitResult> {
  const set = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  // Nobody is asked: the polecat's own git could not ask either.
  const own = { ...Object.fromEntries(set), GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' }
  try {
    return await runGit(args, { env: own, cwd: folder, timeoutMs: 30_000, signal })
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    throw new GastownError('invalid', 'git is not on PATH', {
      cause: error,
      hints: ['Install git, or correct PATH.'],
    })
  }
}
