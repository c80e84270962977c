import { folderBelow, type Folder } from './folder.ts'
import { readSmall } from './small-file.ts'

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
  /** HEAD, or the file of packed refs, is there and says nothing: what only it named is not known. */
  readonly headUnreadable: boolean
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

/** `git` is the checkout's .git folder. */
export function readRefs(git: Folder, workBranch: string): RefFacts {
  const packed = packedRefs(git)
  const head = resolve(git, packed, readSmall(git, 'HEAD', limits.ref))
  const headUnreadable = head.sha === undefined && head.branch === undefined
  const packedUnreadable =
    git.facts('packed-refs') !== undefined && readSmall(git, 'packed-refs', limits.packed) === undefined
  const work = resolveRef(git, packed, `refs/heads/${workBranch}`)
  const { tips, tooMany } = otherTips(git, packed)
  const others = new Set([...tips, ...stashes(git, packed), ...worktreeHeads(git, packed)])
  for (const known of [head.sha, work]) if (known !== undefined) others.delete(known)
  return {
    head: head.sha,
    headBranch: head.branch,
    work,
    others: [...others],
    elsewhere: elsewhere(git, packed),
    tooMany,
    headUnreadable,
    packedUnreadable,
  }
}

function resolve(git: Folder, packed: Packed, text: string | undefined): { sha?: string; branch?: string } {
  const value = text?.trim() ?? ''
  if (sha.test(value)) return { sha: value }
  const branch = /^ref: (refs\/.+)$/.exec(value)?.[1]
  return branch === undefined ? {} : { branch, sha: resolveRef(git, packed, branch) }
}

/** A ref's commit, through at most five symbolic ones. */
function resolveRef(git: Folder, packed: Packed, name: string): string | undefined {
  for (let turn = 0, ref = name; turn < 5; turn += 1) {
    const parts = ref.split('/')
    if (parts.some((part) => part === '' || part === '.' || part === '..')) return undefined
    const value = looseRef(git, parts)?.trim()
    if (value === undefined) return packed.get(ref)
    if (sha.test(value)) return value
    const next = /^ref: (refs\/.+)$/.exec(value)?.[1]
    if (next === undefined) return undefined
    ref = next
  }
  return undefined
}

function looseRef(git: Folder, parts: readonly string[]): string | undefined {
  using folder = folderBelow(git, parts.slice(0, -1))
  return folder && readSmall(folder, parts.at(-1) ?? '', limits.ref)
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

function otherTips(git: Folder, packed: Packed): { tips: string[]; tooMany: boolean } {
  const names = new Set<string>()
  using heads = folderBelow(git, ['refs', 'heads'])
  if (heads) addNames(heads, 'refs/heads/', names, limits.refs)
  for (const name of packed.keys()) {
    if (names.size > limits.refs) break
    if (name.startsWith('refs/heads/')) names.add(name)
  }
  const looked = [...names].slice(0, limits.refs)
  const tips = looked.map((name) => resolveRef(git, packed, name)).filter((tip) => tip !== undefined)
  return { tips, tooMany: names.size > looked.length }
}

function addNames(folder: Folder, prefix: string, names: Set<string>, most: number, depth = 0): void {
  for (const entry of folder.list()) {
    if (names.size > most) return
    if (!entry.isDirectory()) names.add(prefix + entry.name)
    else if (depth < limits.depth) {
      using below = folder.folder(entry.name)
      if (below) addNames(below, `${prefix}${entry.name}/`, names, most, depth + 1)
    }
  }
}

/** Not work of its own: what was looked at above, what the remote has, and what stands for another commit. */
const notElsewhere = /^refs\/(heads|remotes|prefetch|replace|bisect)\/|^refs\/stash$/

function elsewhere(git: Folder, packed: Packed): string[] {
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
  return [...new Set(looked.map((name) => resolveRef(git, packed, name)).filter((tip) => tip !== undefined))]
}

/** The newest stash is a ref; those before it stand only in its reflog. */
function stashes(git: Folder, packed: Packed): string[] {
  using logs = folderBelow(git, ['logs', 'refs'])
  const lines = (logs && readSmall(logs, 'stash', limits.reflog))?.split('\n') ?? []
  const before = lines.map((line) => line.split(' ')[1] ?? '').filter((value) => sha.test(value))
  const newest = resolveRef(git, packed, 'refs/stash')
  return newest === undefined ? [] : [newest, ...before.toReversed().slice(0, limits.refs)]
}

function worktreeHeads(git: Folder, packed: Packed): string[] {
  using worktrees = git.folder('worktrees')
  const heads: string[] = []
  for (const entry of worktrees?.list().slice(0, limits.refs) ?? []) {
    using one = worktrees?.folder(entry.name)
    const tip = one && resolve(git, packed, readSmall(one, 'HEAD', limits.ref)).sha
    if (tip !== undefined) heads.push(tip)
  }
  return heads
}
