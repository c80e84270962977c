import type { Stats } from 'node:fs'
import type { OwnGit } from '../snapshot/own-git.ts'

/** One entry of a commit's tree: 40000 is a folder, 160000 another repository's commit. */
export interface Entry {
  readonly mode: string
  readonly sha: string
}

export const modes = {
  folder: '40000',
  file: '100644',
  program: '100755',
  link: '120000',
  repository: '160000',
} as const

/** Everything in a commit, folders too, by path; paths are bytes as latin1. */
export type Tracked = ReadonlyMap<string, Entry>

/** A few trees that name each other can stand for more files than there is memory. */
const listingBytes = 64 * 1024 * 1024

/** Why it is not known what is in a commit: it is too much, it took too long, or objects of it cannot be read. */
export type Unlisted = 'large' | 'slow' | 'broken'

export interface Listing {
  /** Nothing where `unlisted` says why. */
  readonly entries: Tracked
  readonly unlisted?: Unlisted | undefined
}

export async function trackedIn(git: OwnGit, commit: string, timeoutMs = 20_000): Promise<Listing> {
  const list = ['ls-tree', '-r', '-t', '-z', '--full-tree', commit]
  const { status, stdout, timedOut, tooLong } = await git.run(list, { maxBytes: listingBytes, timeoutMs })
  if (status === 0 && !tooLong) return { entries: parseListing(stdout) }
  return { entries: new Map(), unlisted: tooLong ? 'large' : timedOut ? 'slow' : 'broken' }
}

function parseListing(listing: Buffer): Tracked {
  const tracked = new Map<string, Entry>()
  let from = 0
  while (from < listing.length) {
    const tab = listing.indexOf(9, from)
    const end = listing.indexOf(0, tab)
    const [mode = '', , sha = ''] = listing.toString('latin1', from, tab).split(' ')
    tracked.set(listing.toString('latin1', tab + 1, end), { mode: mode.replace(/^0/, ''), sha })
    from = end + 1
  }
  return tracked
}

/** A commit, its tree and everything in it. */
export interface TrackedAt extends Listing {
  readonly commit: string
  readonly tree: string
}

export async function trackedAt(git: OwnGit, commit: string, timeoutMs?: number): Promise<TrackedAt> {
  const tree = (await git.output(['rev-parse', `${commit}^{tree}`])).toString().trim()
  return { commit, tree, ...(await trackedIn(git, commit, timeoutMs)) }
}

/** Whether a file of these facts is of the entry's kind. */
export function fits({ mode }: Entry, facts: Stats): boolean {
  return facts.isSymbolicLink() ? mode === modes.link : mode === modes.file || mode === modes.program
}
