import type { Stats } from 'node:fs'
import { folderBelow, isUnusable, type Folder } from '../scan/folder.ts'
import { readSmall } from '../scan/small-file.ts'

/** What a repository of the agent's says where its commits are. Read as plain files; nothing of it is believed. */
export interface RefFacts {
  /** HEAD's commit. */
  readonly head?: string
  /** The branch that HEAD names, such as refs/heads/main; absent when detached. */
  readonly headBranch?: string
  /** The work branch's commit. */
  readonly work?: string
  /** Tips of everything else that may hold work: branches, stashes, other worktrees. */
  readonly others: readonly string[]
  /** What tags and all else below refs/ name; most of it came with the clone. */
  readonly elsewhere: readonly string[]
  /** There were more than are looked at. */
  readonly tooMany: boolean
  /** What is there and says nothing, so that the commits are not known which only it names: HEAD and the branches. */
  readonly unreadable: readonly string[]
  /** How many of the others, and of what is elsewhere, are like that. */
  readonly othersLost: number
  readonly elsewhereLost: number
  readonly packedUnreadable: boolean
}

const limits = {
  ref: 1024,
  packed: 16 * 1024 * 1024,
  reflog: 1024 * 1024,
  refs: 200,
  elsewhere: 20_000,
  depth: 10,
} as const
const sha = /^[0-9a-f]{40}$/
const symbolic = /^ref: (refs\/.+)$/

/** `git` is a repository's folder; one of a submodule has no work branch. Branches at `known` commits are not looked at. */
export function readRefs(git: Folder, workBranch?: string, known: ReadonlySet<string> = new Set()): RefFacts {
  const packed = packedRefs(git)
  const head = resolve(git, packed, readSmall(git, 'HEAD', limits.ref))
  const packedUnreadable = isThere(git, 'packed-refs') && readSmall(git, 'packed-refs', limits.packed) === undefined
  const work = `refs/heads/${workBranch}`
  const atWork: Tip = workBranch === undefined ? {} : resolveRef(git, packed, work)
  const branches = branchTips(git, packed, known)
  const told = new Set([head.branch, work])
  const others = [
    ...[...branches.tips].filter(([name]) => !told.has(name)).map(([, tip]) => tip),
    ...stashes(git, packed),
    ...headsOfWorktrees(git, packed).values(),
  ]
  // What a lost one was once packed as is older than what was saved, and only kept.
  const [headTip, workTip] = [head, atWork].map(({ sha, lost }) => (lost ? undefined : sha))
  const tips = new Set(commitsOf([head, atWork, ...others]))
  for (const tip of [headTip, workTip]) if (tip !== undefined) tips.delete(tip)
  const tags = elsewhere(git, packed)
  return {
    head: headTip,
    headBranch: head.branch,
    work: workTip,
    others: [...tips],
    elsewhere: [...new Set(commitsOf(tags))],
    tooMany: branches.tooMany,
    unreadable: [
      ...new Set([
        ...(head.lost ? [head.branch ?? 'HEAD'] : []),
        ...(atWork.lost ? [work] : []),
        ...(branches.closed ? ['refs/heads'] : []),
      ]),
    ],
    othersLost: others.filter(({ lost }) => lost).length,
    elsewhereLost: tags.filter(({ lost }) => lost).length,
    packedUnreadable,
  }
}

/** Whether there may be commits that nothing here names. */
export function isUnsure({ unreadable, tooMany, othersLost, packedUnreadable }: RefFacts): boolean {
  return unreadable.length > 0 || tooMany || othersLost > 0 || packedUnreadable
}

/** What a ref names; `lost` where something stands for it that cannot be read. */
interface Tip {
  readonly sha?: string | undefined
  readonly lost?: true
}

function commitsOf(tips: readonly Tip[]): string[] {
  return tips.flatMap(({ sha }) => (sha === undefined ? [] : [sha]))
}

function resolve(git: Folder, packed: Packed, text: string | undefined): Tip & { branch?: string } {
  const value = text?.trim() ?? ''
  if (sha.test(value)) return { sha: value }
  const branch = symbolic.exec(value)?.[1]
  return branch === undefined ? { lost: true } : { branch, ...resolveRef(git, packed, branch) }
}

/** A ref's commit, through at most five symbolic ones. */
function resolveRef(git: Folder, packed: Packed, name: string): Tip {
  for (let turn = 0, ref = name; turn < 5; turn += 1) {
    const parts = ref.split('/')
    if (parts.some((part) => ['', '.', '..'].includes(part) || part.includes('\0'))) return { lost: true }
    const value = looseRef(git, parts)
    if (value === undefined) return { sha: packed.get(ref) }
    if (sha.test(value)) return { sha: value }
    const next = symbolic.exec(value)?.[1]
    if (next === undefined) return { sha: packed.get(ref), lost: true }
    ref = next
  }
  return {}
}

/** What its file says; nothing at all where something else stands in its place. */
function looseRef(git: Folder, [name = '', ...below]: readonly string[]): string | undefined {
  if (below.length === 0) {
    const text = readSmall(git, name, limits.ref)
    return text?.trim() ?? (isThere(git, name) && !isFolder(git, name) ? '' : undefined)
  }
  using folder = git.folder(name)
  if (folder === undefined) return isThere(git, name) ? '' : undefined
  return looseRef(folder, below)
}

function isThere(folder: Folder, name: string): boolean {
  return statsOf(folder, name) !== undefined
}

function isFolder(folder: Folder, name: string): boolean {
  return statsOf(folder, name)?.isDirectory() === true
}

/** Names come from the agent: some are longer than any file's. */
function statsOf(folder: Folder, name: string): Stats | undefined {
  try {
    return folder.facts(name)
  } catch (error) {
    if (isUnusable(error)) return undefined
    throw error
  }
}

type Packed = ReadonlyMap<string, string>

function packedRefs(git: Folder): Packed {
  const packed = new Map<string, string>()
  for (const line of (readSmall(git, 'packed-refs', limits.packed) ?? '').split('\n')) {
    const [, value, name] = /^([0-9a-f]{40}) (refs\/[^\r]+)$/.exec(line) ?? []
    if (value !== undefined && name !== undefined) packed.set(name, value)
  }
  return packed
}

interface Branches {
  readonly tips: ReadonlyMap<string, Tip>
  readonly tooMany: boolean
  /** The folder of loose ones cannot be read. */
  readonly closed: boolean
}

function branchTips(git: Folder, packed: Packed, known: ReadonlySet<string>): Branches {
  const names = new Set<string>()
  using refs = git.folder('refs')
  using heads = refs?.folder('heads')
  if (heads) addNames(heads, 'refs/heads/', names, limits.refs)
  for (const [name, commit] of packed) {
    if (names.size > limits.refs) break
    if (name.startsWith('refs/heads/') && !known.has(commit)) names.add(name)
  }
  const looked = [...names].slice(0, limits.refs)
  const tips = new Map(looked.map((name) => [name, resolveRef(git, packed, name)]))
  const closed = heads === undefined && (refs === undefined || isThere(refs, 'heads'))
  return { tips, tooMany: names.size > looked.length, closed }
}

export function addNames(folder: Folder, prefix: string, names: Set<string>, most: number, depth = 0): void {
  for (const entry of folder.list()) {
    if (names.size > most) return
    // Git's own locks, and what file managers leave behind, are no refs.
    if (/^\.|\.lock$/.test(entry.name)) continue
    if (!entry.isDirectory()) names.add(prefix + entry.name)
    else if (depth < limits.depth) {
      using below = folder.folder(entry.name)
      if (below) addNames(below, `${prefix}${entry.name}/`, names, most, depth + 1)
    }
  }
}

/** Not work of its own: what was looked at above, what the remote has, and what stands for another commit. */
const notElsewhere = /^refs\/(heads|remotes|prefetch|replace|bisect)\/|^refs\/stash$/

function elsewhere(git: Folder, packed: Packed): Tip[] {
  const names = new Set<string>()
  using refs = git.folder('refs')
  for (const entry of refs?.list() ?? []) {
    const name = `refs/${entry.name}`
    if (notElsewhere.test(`${name}/`)) continue
    if (!entry.isDirectory()) names.add(name)
    using below = entry.isDirectory() ? refs?.folder(entry.name) : undefined
    if (below) addNames(below, `${name}/`, names, limits.elsewhere)
  }
  for (const name of packed.keys()) if (names.size <= limits.elsewhere) names.add(name)
  const looked = [...names].filter((name) => !notElsewhere.test(name)).slice(0, limits.elsewhere)
  return looked.map((name) => resolveRef(git, packed, name))
}

/** The newest stash is a ref; those before it stand only in its reflog. */
function stashes(git: Folder, packed: Packed): Tip[] {
  using logs = folderBelow(git, ['logs', 'refs'])
  const lines = (logs && readSmall(logs, 'stash', limits.reflog))?.split('\n') ?? []
  const before = lines.map((line) => line.split(' ')[1] ?? '').filter((value) => sha.test(value))
  const newest = resolveRef(git, packed, 'refs/stash')
  const older = newest.sha === undefined ? [] : before.toReversed().slice(0, limits.refs)
  return [newest, ...older.map((value) => ({ sha: value }))]
}

/** What the branches of a remote were when they were fetched, by the repository's own word. */
export function tipsOfRemotes(git: Folder, remotes: readonly string[]): string[] {
  if (remotes.length === 0) return []
  const packed = packedRefs(git)
  return remotes.flatMap((remote) => {
    const prefix = `refs/remotes/${remote}/`
    const names = new Set([...packed.keys()].filter((name) => name.startsWith(prefix)))
    using loose = folderBelow(git, ['refs', 'remotes', ...remote.split('/')])
    if (loose) addNames(loose, prefix, names, limits.elsewhere)
    return commitsOf([...names].slice(0, limits.elsewhere).map((name) => resolveRef(git, packed, name)))
  })
}

/** HEAD's commit of each other worktree that the repository has a record of. */
export function worktreeHeads(git: Folder): ReadonlyMap<string, string> {
  using worktrees = git.folder('worktrees')
  if (worktrees === undefined) return new Map()
  const heads = [...headsOfWorktrees(git, packedRefs(git))]
  return new Map(heads.flatMap(([id, { sha }]) => (sha === undefined ? [] : [[id, sha] as const])))
}

function headsOfWorktrees(git: Folder, packed: Packed): Map<string, Tip> {
  using worktrees = git.folder('worktrees')
  const heads = new Map<string, Tip>()
  for (const entry of worktrees?.list().slice(0, limits.refs) ?? []) {
    using one = worktrees?.folder(entry.name)
    const text = one && readSmall(one, 'HEAD', limits.ref)
    if (text !== undefined) heads.set(entry.name, resolve(git, packed, text))
  }
  return heads
}
