/**
 * Files that only rules of the agent's hide: scanned by themselves, with limits of their own, and put into a tree with
 * the rest.
 */
import { Walk } from './files.ts'
import { folderBelow, type Folder } from './folder.ts'
import type { ScanOptions } from './scan-options.ts'
import { shownPaths } from '../snapshot/names.ts'
import type { ObjectStore } from '../snapshot/objects.ts'
import { partOr } from '../snapshot/part.ts'
import type { Candidate } from './rules.ts'
import type { StatCache } from './stat-cache.ts'
import { modes, type Entry } from './tracked.ts'
import { treeContent } from './tree.ts'

export interface HiddenResult {
  /** The tree of all files; undefined where there is not one. */
  readonly tree: string | undefined
  /** What of it is not saved, which makes nothing incomplete. */
  readonly notes: readonly string[]
}

/** `rest` is what else is in the tree, `cache` is kept from one scan of hidden files to the next. */
export async function withHidden(
  checkout: Folder,
  hidden: readonly Candidate[],
  { rest, cache }: { readonly rest: StatCache; readonly cache: StatCache },
  options: Omit<ScanOptions, 'agentRules' | 'attributes'>,
): Promise<HiddenResult> {
  const inside = new Set(hidden.filter(({ path, isRaw }) => isRaw !== true && isInSubmodule(rest, path)))
  const beside = hidden.filter((one) => !inside.has(one))
  const { entries, notes } = await partOr(
    () => scanHidden(checkout, beside, cache, options),
    (why) => ({ entries: new Map(), notes: [`not saved: what only the agent's own ignore rules hide ${why}`] }),
  )
  if (inside.size > 0)
    notes.push(`not saved: what ignore rules hide in submodules: ${shownPaths(Array.from(inside, ({ path }) => path))}`)
  return { tree: await treeWith(rest, entries, options.store), notes }
}

/** Whether it is in a submodule that stands as one, whose commit holds nothing more. */
function isInSubmodule(rest: StatCache, path: string): boolean {
  let at = rest
  for (const part of path.split('/')) {
    if (at.entries.get(part)?.mode === modes.repository) return true
    at = at.folder(part)
  }
  return false
}

/** Files before folders: what somebody wrote comes before what a program wrote by the thousand. */
async function scanHidden(
  checkout: Folder,
  hidden: readonly Candidate[],
  cache: StatCache,
  options: Omit<ScanOptions, 'agentRules' | 'attributes'>,
): Promise<{ entries: ReadonlyMap<string, Entry>; notes: string[] }> {
  const walk = new Walk({ ...options, attributes: undefined })
  const entries = new Map<string, Entry>()
  for (const { path } of hidden.toSorted((one, other) => Number(one.isFolder) - Number(other.isFolder))) {
    const parts = path.split('/')
    using parent = folderBelow(checkout, parts.slice(0, -1))
    const at = cache.folder(parts.slice(0, -1).join('/'))
    const entry = parent && (await walk.one(parent, parts.at(-1) ?? '', path, at)).entry
    if (entry !== undefined) entries.set(path, entry)
  }
  await options.rules.stopProcess()
  await options.cloned.converted?.stopProcess()
  const { leftOut } = walk.report
  const raw = hidden.filter(({ path, isRaw }) => isRaw === true && entries.has(path)).length
  const count = entries.size - raw
  const saved = `${count} files and folders that only the agent's own ignore rules hide are beside the branch`
  const notes = leftOut.map((line) => `${line} (hidden by the agent's own ignore rules)`)
  return { entries, notes: hidden.length === raw ? notes : [...notes, saved] }
}

interface Deep {
  readonly parts: readonly string[]
  readonly entry: Entry
}

/** The tree of `cache` with more entries, each by its path. */
async function treeWith(
  cache: StatCache,
  more: ReadonlyMap<string, Entry>,
  store: ObjectStore,
): Promise<string | undefined> {
  const compose = async (at: StatCache, inside: readonly Deep[]): Promise<string | undefined> => {
    const entries = new Map(at.entries)
    for (const [name, below] of Map.groupBy(inside, ({ parts }) => parts[0] ?? '')) {
      const [direct] = below.filter(({ parts }) => parts.length === 1)
      if (direct !== undefined) {
        entries.set(name, direct.entry)
        continue
      }
      const sha = await compose(
        at.folder(name),
        below.map(({ parts, entry }) => ({ parts: parts.slice(1), entry })),
      )
      if (sha !== undefined) entries.set(name, { mode: modes.folder, sha })
    }
    return entries.size === 0 ? undefined : await store.write('tree', treeContent(entries))
  }
  return await compose(
    cache,
    [...more].map(([path, entry]) => ({ parts: path.split('/'), entry })),
  )
}
