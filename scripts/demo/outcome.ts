import type { Polecat } from '../../src/polecat/schema.ts'
import type { Part } from './cast.ts'
import type { Git } from './git.ts'

/** How one polecat ended, by its status and by what git sees on the remote. */
export interface Outcome {
  readonly name: string
  readonly about: string
  readonly phase: string
  readonly reason: string
  readonly message: string
  /** Exit code of `gastown wait`. */
  readonly exitCode: number
  readonly branch: string
  /** The commit in the polecat's status. */
  readonly commit?: string
  /** The commit that the remote reports for the branch, asked by git. */
  readonly remoteCommit?: string
  /** First line of that commit's message. */
  readonly subject?: string
  readonly rescueRefs: readonly { readonly ref: string; readonly commit?: string; readonly diffStat: string }[]
  readonly diffStat: string
  /** It ended as it should, and status and remote agree. */
  readonly asExpected: boolean
}

interface Seen {
  readonly part: Part
  readonly polecat: Polecat
  readonly exitCode: number
}

interface Remote {
  readonly git: Git
  readonly url: string
  /** A clone to fetch into. */
  readonly scratch: string
  /** Where all polecats started. */
  readonly base: string
}

export async function outcomeOf({ part, polecat, exitCode }: Seen, remote: Remote): Promise<Outcome> {
  const { status = {} } = polecat
  const refs = await remoteRefs(remote)
  const branch = status.branch ?? `polecat/${part.name}`
  const remoteCommit = refs.get(`refs/heads/${branch}`)
  const { commit } = status.result ?? {}
  const rescueRefs = []
  for (const ref of status.result?.rescueRefs ?? []) {
    rescueRefs.push({ ref, commit: refs.get(ref), diffStat: await diffStat(remote, remoteCommit ?? remote.base, ref) })
  }
  const diff = remoteCommit ? await diffStat(remote, remote.base, `refs/heads/${branch}`) : ''
  const { phase, reason } = part.expected
  return {
    name: part.name,
    about: part.about,
    phase: status.phase ?? 'unknown',
    reason: status.reason ?? 'unknown',
    message: status.message ?? '',
    exitCode,
    branch,
    commit,
    remoteCommit,
    subject: remoteCommit && (await remote.git(remote.scratch, 'log', '-1', '--format=%s', remoteCommit)).trim(),
    rescueRefs,
    diffStat: diff,
    asExpected:
      status.phase === phase &&
      status.reason === reason &&
      exitCode === part.expected.exitCode &&
      remoteCommit !== undefined &&
      remoteCommit === commit &&
      rescueRefs.every((rescue) => rescue.commit !== undefined),
  }
}

async function remoteRefs({ git, url, scratch }: Remote): Promise<Map<string, string>> {
  const lines = (await git(scratch, 'ls-remote', url)).split('\n').filter((line) => line !== '')
  return new Map(lines.map((line) => [line.slice(line.indexOf('\t') + 1), line.slice(0, line.indexOf('\t'))]))
}

async function diffStat({ git, url, scratch }: Remote, from: string, ref: string): Promise<string> {
  await git(scratch, 'fetch', '-q', url, ref)
  return (await git(scratch, 'diff', '--stat', from, 'FETCH_HEAD')).trimEnd()
}
