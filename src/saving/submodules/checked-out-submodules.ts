import type { Folder } from '../scan/folder.ts'
import { modes, type Entry, type Tracked, type TrackedAt } from '../scan/tracked.ts'
import type { Module } from './module-commits.ts'
import { repositoryAt, type TreeNames } from './repositories.ts'

/** HEAD of a submodule, its tree, and the folder of its repository, from the checkout down. */
interface SubmoduleHead {
  readonly commit: string
  readonly tree: string
  readonly repository: readonly string[]
}

/** Submodules that are checked out in a worktree, on a commit that is in our repository. */
export interface CheckedOutSubmodules {
  /** By path. */
  readonly heads: ReadonlyMap<string, SubmoduleHead>
  /** Everything in the commit of the working tree, and in those; undefined where there are none. */
  readonly entries: Tracked | undefined
}

interface CheckedOutRequest {
  readonly tracked: TrackedAt
  /** The repository of each path. */
  readonly at: ReadonlyMap<string, readonly string[]>
  readonly modules: ReadonlyMap<string, Module>
  readonly names: TreeNames
  /** What is in a commit that is in our repository. */
  readonly inside: (commit: string) => Promise<TrackedAt | undefined>
}

const mostCheckedOut = 50

export async function checkedOutSubmodules(tree: Folder, request: CheckedOutRequest): Promise<CheckedOutSubmodules> {
  if (request.at.size === 0) return { heads: new Map(), entries: undefined }
  const heads = new Map<string, SubmoduleHead>()
  const entries = new Map<string, Entry>(request.tracked.entries)
  const queue = [...request.at]
  for (let next = queue.shift(); next !== undefined && heads.size < mostCheckedOut; next = queue.shift()) {
    const [path, repository] = next
    const head = request.modules.get(repository.join('/'))?.head
    const inside = head === undefined ? undefined : await request.inside(head)
    // Without what is in it the files are saved like those of a repository whose commit is not here.
    if (inside === undefined || inside.unlisted !== undefined) continue
    heads.set(path, { commit: inside.commit, tree: inside.tree, repository })
    for (const [below, entry] of inside.entries) {
      const place = `${path}/${below}`
      entries.set(place, entry)
      const nested = entry.mode === modes.repository ? repositoryAt(tree, place.split('/'), request.names) : undefined
      if (nested !== undefined) queue.push([place, nested])
    }
  }
  return { heads, entries: heads.size === 0 ? undefined : entries }
}
