/** What the user's own checkout tells: its remote and its branch. Read with the user's own git. */
import { existsSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { GastownError } from '../errors.ts'
import { explain } from '../git/explain.ts'
import { parseRemote } from '../git/remote-url.ts'
import { runGit, type GitResult } from '../git/run.ts'

export interface Checkout {
  readonly top: string
  /** URL or absolute path of its remote. */
  readonly remote: string
  /** The branch that is checked out. */
  readonly branch: string | undefined
}

export interface Place {
  readonly folder: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
}

/** The checkout that the folder is in; undefined where it is in none, or in one without a remote. */
export async function readCheckout(place: Place): Promise<Checkout | undefined> {
  // Where there is none, git need not be there either.
  if (checkoutFolder(place.folder) === undefined) return undefined
  const [top, branch, remotes] = await Promise.all([
    answer(['rev-parse', '--show-toplevel'], place),
    answer(['symbolic-ref', '--quiet', '--short', 'HEAD'], place),
    answer(['remote'], place),
  ])
  if (top === undefined || remotes === undefined) return undefined
  const tracked = branch === undefined ? undefined : await answer(['config', `branch.${branch}.remote`], place)
  const name = tracked ?? onlyRemote(remotes.split('\n'))
  const remote = name === undefined ? undefined : await answer(['remote', 'get-url', '--', name], place)
  if (remote === undefined) return undefined
  return { top, branch, remote: isRelativePath(remote) ? resolve(top, remote) : remote }
}

/** The folder of the checkout that this one is in, without asking git; undefined where it is in none. */
export function checkoutFolder(folder: string): string | undefined {
  if (existsSync(join(folder, '.git'))) return folder
  const parent = dirname(folder)
  return parent === folder ? undefined : checkoutFolder(parent)
}

function onlyRemote(names: readonly string[]): string | undefined {
  return names.includes('origin') ? 'origin' : names.length === 1 ? names[0] : undefined
}

function isRelativePath(remote: string): boolean {
  return !isAbsolute(remote) && !remote.includes(':')
}

export interface RemoteBranches {
  /** The branch that the remote's HEAD names. */
  readonly head: string | undefined
  has(branch: string): boolean
}

/** Asks the remote; throws in git's own terms where it does not answer. */
export async function remoteBranches(remote: string, place: Place): Promise<RemoteBranches> {
  const result = await git(['ls-remote', '--symref', '--', remote, 'HEAD', 'refs/heads/*'], place)
  if (result.status !== 0) {
    const failure = explain(result, parseRemote(remote, true))
    throw new GastownError('invalid', `the remote of this checkout does not answer: ${failure.message}`, {
      cause: new Error(result.stderr.trim()),
      hints: [`Try the same with: git ls-remote ${remote}`],
    })
  }
  const lines = result.stdout.toString('utf8').split('\n')
  const names = new Set(lines.flatMap((line) => /^[0-9a-f]+\trefs\/heads\/(.+)$/.exec(line)?.[1] ?? []))
  const head = lines.map((line) => /^ref: refs\/heads\/(.+)\tHEAD$/.exec(line)?.[1]).find((name) => name !== undefined)
  return { head: head !== undefined && names.has(head) ? head : undefined, has: (branch) => names.has(branch) }
}

async function answer(args: readonly string[], place: Place): Promise<string | undefined> {
  const result = await git(args, place)
  return result.status === 0 ? result.stdout.toString('utf8').replace(/\n$/, '') || undefined : undefined
}

async function git(args: readonly string[], { folder, env, signal }: Place): Promise<GitResult> {
  const set = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  // Nobody is asked: the polecat's own git could not ask either.
  const own = { ...Object.fromEntries(set), GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' }
  try {
    return await runGit(args, { env: own, cwd: folder, timeoutMs: 30_000, signal })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw new GastownError('invalid', 'there is no git on the PATH', {
      cause: error,
      hints: ['Install git, or correct PATH.'],
    })
  }
}
