import { openShadow, type AgentObjects } from '../snapshot/agent-objects.ts'
import type { OwnGit } from '../snapshot/own-git.ts'
import { inShadow } from './in-shadow.ts'
import { linesOf } from '../../git/lines-of.ts'

const mostTagged = 200
/** Commits that are looked at to tell which of them have something of their own. */
const mostListed = 2000
const listMs = 20_000

export interface TagsRequest {
  /** What tags and all else that is no branch name: commits, and tags of them. */
  readonly names: readonly string[]
  /** Commits that are saved anyway, or are elsewhere. */
  readonly than: readonly string[]
  /** In seconds: what was committed before it came from elsewhere. */
  readonly since: number | undefined
  /** Lines of the `shallow` file of the agent's repository. */
  readonly shallow: string
}

export interface Tagged {
  readonly commits: readonly string[]
  /** How many cannot be read, or are too many. */
  readonly lost: number
}

/** The commits of these that have something of their own, in the agent's repository alone as yet. */
export async function taggedCommits(git: OwnGit, request: TagsRequest, agentObjects: AgentObjects): Promise<Tagged> {
  openShadow(git, agentObjects, [], request.shallow)
  const shadow = inShadow(git, agentObjects.shadow)
  const input = linesOf(request.names.map((name) => `${name}^{}`))
  // Git gives up at the first object that is damaged: what comes after it cannot be read either.
  const { stdout } = await shadow.run(kindOf, { input, timeoutMs: listMs })
  const lines = stdout.toString().split('\n').slice(0, -1)
  const readable = lines.filter((line) => !line.endsWith(' missing'))
  const commits = new Set(readable.flatMap((line) => /^commit ([0-9a-f]{40})$/.exec(line)?.[1] ?? []))
  const listed = commits.size === 0 ? [] : await beyond(shadow, [...commits], request)
  const own = listed?.filter((commit) => commits.has(commit)) ?? [...commits]
  const lost = request.names.length - readable.length + Math.max(0, own.length - mostTagged)
  return { commits: own.slice(0, mostTagged), lost }
}

const kindOf = ['cat-file', '--batch-check=%(objecttype) %(objectname)']

/** Undefined where that cannot be told. */
async function beyond(
  shadow: OwnGit,
  commits: readonly string[],
  { than, since }: TagsRequest,
): Promise<string[] | undefined> {
  const newer = since === undefined ? [] : [`--max-age=${since}`]
  const words = ['rev-list', `--max-count=${mostListed + 1}`, ...newer, '--ignore-missing', '--stdin']
  const input = linesOf([...commits, ...than.map((commit) => `^${commit}`)])
  const { status, stdout } = await shadow.run(words, { input, timeoutMs: listMs })
  const lines = stdout.toString().split('\n').filter(Boolean)
  return status === 0 && lines.length <= mostListed ? lines : undefined
}
