import type { StartNote } from '../handover.ts'
import { shownPaths } from '../snapshot/names.ts'
import { listObjects } from '../snapshot/object-stream.ts'
import type { OwnGit } from '../snapshot/own-git.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import { smallBlobs } from './blobs.ts'
import { longestPointer, parsePointer } from './pointer.ts'
import { storedIn } from './store.ts'

const mostObjects = 100_000

/**
 * Names LFS pointers of a snapshot whose contents no server is known to have: git-lfs would have uploaded them from the
 * agent's pod, where there is no credential. `store` holds what git-clone fetched.
 */
export async function nameLostContents(
  git: OwnGit,
  snapshot: Snapshot,
  { base, start }: StartNote,
  store: string,
): Promise<Snapshot> {
  const { tip, uncommitted, others } = snapshot
  const tips = [tip, ...(uncommitted === undefined ? [] : [uncommitted]), ...others]
  const paths = new Map<string, string>()
  for await (const { sha, path } of listObjects(git, tips, [base, start]))
    if (path !== '' && paths.size < mostObjects) paths.set(sha, path)
  if (paths.size === 0) return snapshot
  const fetched = new Set(storedIn(store).map(({ oid }) => oid))
  const lost: string[] = []
  for (const [sha, text] of await smallBlobs(
    { gitDir: git.repository, env: git.env },
    [...paths.keys()],
    longestPointer,
  )) {
    const pointer = parsePointer(text.toString('latin1'))
    if (pointer !== undefined && !fetched.has(pointer.oid) && !(await wasThere(git, sha, [base, start])))
      lost.push(paths.get(sha) ?? '')
  }
  if (lost.length === 0) return snapshot
  const line = `LFS contents that no server is known to have: ${shownPaths(lost)}`
  return { ...snapshot, leftOut: [...snapshot.leftOut, line] }
}

/** An older commit of the remote's has the pointer, and the server so its content. */
async function wasThere(git: OwnGit, blob: string, commits: readonly string[]): Promise<boolean> {
  const words = ['log', '--max-count=1', '--format=%H', `--find-object=${blob}`, ...commits]
  const { status, stdout } = await git.run(words, { timeoutMs: 20_000 })
  return status === 0 && stdout.length > 0
}
