import type { StartNote } from '../handover.ts'
import { shownPaths } from '../snapshot/names.ts'
import { listObjects, linesFrom, type ListedObject } from '../snapshot/object-stream.ts'
import type { OwnGit } from '../snapshot/own-git.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import { smallBlobs } from './blobs.ts'
import { longestPointer, parsePointer } from './pointer.ts'
import { storedIn } from './store.ts'

/** For all of it: the agent has ended, and where it was stopped its pod is open for two minutes more. */
const limitMs = 30_000
/** Objects that are looked at in one go. */
const atOnce = 10_000
/** Pointers that older commits are searched for; git takes them as words. */
const mostSearched = 10_000
const mostPointers = 100_000

/**
 * Names LFS pointers of a snapshot whose contents no server is known to have: git-lfs would have uploaded them from the
 * agent's pod, where there is no credential. `store` holds what git-clone fetched. No snapshot fails for this.
 */
export async function nameLostContents(
  git: OwnGit,
  snapshot: Snapshot,
  { base, start }: StartNote,
  store: string,
  limit = AbortSignal.timeout(limitMs),
): Promise<Snapshot> {
  const { tip, uncommitted, others, worktrees = [] } = snapshot
  const tips = [tip, ...(uncommitted === undefined ? [] : [uncommitted]), ...others]
  for (const { commit } of worktrees) tips.push(commit)
  const known = [base, start]
  const lost = new Map<string, string>()
  const isWhole = await isDone(addPointers(lost, git, listObjects(git, tips, known, { signal: limit }), store, limit))
  // What is not found is lost, whatever the reason.
  await isDone(removeKnown(lost, git, known, limit))
  const leftOut = [...snapshot.leftOut]
  if (lost.size > 0) leftOut.push(`LFS contents that no server is known to have: ${shownPaths([...lost.values()])}`)
  if (!isWhole) leftOut.push('LFS contents: not all new files could be looked through for pointers to them')
  return { ...snapshot, leftOut }
}

async function isDone(work: Promise<void>): Promise<boolean> {
  try {
    await work
    return true
  } catch {
    return false
  }
}

/** Adds those among the objects whose contents git-clone did not fetch, by blob, with a path. */
async function addPointers(
  lost: Map<string, string>,
  git: OwnGit,
  objects: AsyncIterable<ListedObject>,
  store: string,
  limit: AbortSignal,
): Promise<void> {
  const fetched = new Set(storedIn(store).map(({ oid }) => oid))
  const paths = new Map<string, string>()
  const addBatch = async (): Promise<void> => {
    const blobs = smallBlobs({ gitDir: git.repository, env: git.env }, paths.keys(), longestPointer, limit)
    for await (const [sha, text] of blobs) {
      const pointer = parsePointer(text.toString('latin1'))
      if (pointer !== undefined && !fetched.has(pointer.oid)) lost.set(sha, paths.get(sha) ?? '')
    }
    paths.clear()
    if (lost.size > mostPointers) throw new Error('there are too many pointers')
  }
  for await (const { sha, path } of objects) {
    if (path !== '') paths.set(sha, path)
    if (paths.size >= atOnce) await addBatch()
  }
  await addBatch()
}

/** Takes out those that an older commit of the remote's has: the server has their contents then. */
async function removeKnown(
  lost: Map<string, string>,
  git: OwnGit,
  commits: readonly string[],
  limit: AbortSignal,
): Promise<void> {
  if (lost.size === 0) return
  // Memory holds only what this walk passes, unlike all objects of the history.
  const words = ['log', '--raw', '--no-abbrev', '--no-renames', '--format=']
  const wanted = [...lost.keys()].slice(0, mostSearched)
  const searched = [...words, ...wanted.map((sha) => `--find-object=${sha}`), ...commits, '--']
  const left = new Set(wanted)
  for await (const line of linesFrom(git, searched, { signal: limit })) {
    for (const sha of line.split(' ', 4).slice(2)) if (left.delete(sha)) lost.delete(sha)
    if (left.size === 0) return
  }
}
