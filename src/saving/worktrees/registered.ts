import { posix } from 'node:path'
import type { Folder } from '../scan/folder.ts'
import { readSmall } from '../scan/small-file.ts'
import { partsBelow, type Reach } from './reach.ts'

const pathBytes = 4096
/** Records that are looked at. */
const mostRecords = 200

export interface Registered {
  /** Where worktrees are to be, below the volume. */
  readonly below: readonly { readonly id: string; readonly parts: readonly string[] }[]
  /** Paths outside. */
  readonly elsewhere: readonly string[]
  readonly tooMany: boolean
}

/** Where a repository's own records say that its worktrees are. `repository` is its folder, `parts` where that is. */
export function registeredWorktrees(
  reach: Omit<Reach, 'workspace'>,
  repository: Folder,
  parts: readonly string[],
): Registered {
  using records = repository.folder('worktrees')
  const list = records?.list() ?? []
  const below: { id: string; parts: readonly string[] }[] = []
  const elsewhere: string[] = []
  for (const { name } of list.slice(0, mostRecords)) {
    using record = records?.folder(name)
    const text = /^([^\0\n]+)\n*$/.exec((record && readSmall(record, 'gitdir', pathBytes)) ?? '')?.[1]
    if (text === undefined) continue
    const from = posix.join(reach.names[0] ?? '/', ...parts, 'worktrees', name)
    const path = posix.resolve(from, text).replace(/\/\.git$/, '')
    const found = partsBelow(reach, path)
    if (found === undefined) elsewhere.push(path)
    else below.push({ id: name, parts: found })
  }
  return { below, elsewhere, tooMany: list.length > mostRecords }
}
