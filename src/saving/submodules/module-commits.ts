import { existsSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import {
  fetchAgentCommits,
  openShadow,
  cleanObjectStore,
  retryReadable,
  type FetchOutcome,
  type AgentObjects,
} from '../snapshot/agent-objects.ts'
import { folderBelow, type Folder } from '../scan/folder.ts'
import { asBytes, shownPath } from '../snapshot/names.ts'
import type { OwnGit } from '../snapshot/own-git.ts'
import { isUnsure, readRefs, type RefFacts } from '../snapshot/refs.ts'
import { readSmall } from '../scan/small-file.ts'
import { copyCommits, shallowLines, type Copied } from '../embedded/copied-commits.ts'
import { inShadow } from '../embedded/in-shadow.ts'
import type { CommitRequest } from '../snapshot/commit-object.ts'
import { commitsHere } from './known-commits.ts'

const alternatesBytes = 4096
/** Repositories in one scan that take too long to read. */
const mostSlow = 3
/** Commits in one scan that are fetched one by one, because one of them is broken. */
const mostSingle = 200

export interface ModulePlaces extends Omit<AgentObjects, 'objects'> {
  /** The checkout as a path for git. */
  readonly checkout: string
}

/** A repository of a submodule's, with those of its commits that are in our repository by now. */
export interface Module {
  readonly head: string | undefined
  readonly commits: readonly string[]
}

export interface ModulesRead {
  /** Commits that are in our repository under another name, because their history is cut. */
  readonly renamed: ReadonlySet<string>
  /** By folder. */
  readonly modules: ReadonlyMap<string, Module>
  /** The same for the same refs. */
  readonly key: string
  readonly leftOut: readonly string[]
}

/** Brings commits out of the repositories of submodules into ours. Nothing in them is believed. */
export class ModuleCommits {
  readonly #git: OwnGit
  readonly #places: ModulePlaces
  readonly #author: CommitRequest['author']
  /** What remotes have. */
  readonly #known: readonly string[]
  readonly #copied = new Map<string, { readonly key: string; readonly copied: Copied }>()
  #checkout: Folder | undefined
  #repositories: readonly (readonly string[])[] = []
  #slow = 0
  #single = 0

  constructor(git: OwnGit, places: ModulePlaces, author: CommitRequest['author'], known: readonly string[]) {
    this.#author = author
    this.#known = known
    this.#git = git
    this.#places = places
  }

  async read(checkout: Folder, repositories: readonly (readonly string[])[]): Promise<ModulesRead> {
    this.#checkout = checkout
    this.#repositories = repositories
    this.#slow = 0
    this.#single = 0
    const modules = new Map<string, Module>()
    const leftOut: string[] = []
    const renamed = new Set<string>()
    const read: [string, RefFacts | undefined][] = []
    for (const parts of repositories) {
      using folder = folderBelow(checkout, parts)
      const facts = folder && readRefs(folder)
      const key = parts.join('/')
      read.push([key, facts])
      const shallow = folder === undefined ? '' : shallowLines(folder)
      if (facts !== undefined && shallow !== '') {
        const copied = await this.#copy(parts, tipsOf(facts), shallow)
        if (copied.result !== 'fetched' || isUnsure(facts)) leftOut.push(unreadable(key))
        for (const commit of copied.renamed) renamed.add(commit)
        modules.set(key, { head: facts.head, commits: [...new Set(copied.commits.values())] })
        continue
      }
      const wanted = facts === undefined ? [] : tipsOf(facts)
      const missing = new Set(await this.#fetch(parts, wanted))
      if (facts === undefined || missing.size > 0 || isUnsure(facts)) leftOut.push(unreadable(key))
      const commits = wanted.filter((commit) => !missing.has(commit))
      modules.set(key, { head: facts?.head, commits })
    }
    return { modules, renamed, key: JSON.stringify(read), leftOut }
  }

  /** Tells those that are not in our repository, and could not be brought there from those that were read. */
  async fetch(commits: readonly string[]): Promise<string[]> {
    let missing = await this.#notHere(commits)
    for (const parts of this.#repositories) {
      if (missing.length === 0 || this.#slow > 0) break
      const there = await this.#among(parts, missing)
      const lost = new Set(await this.#fetch(parts, there))
      const brought = new Set(there.filter((commit) => !lost.has(commit)))
      missing = missing.filter((commit) => !brought.has(commit))
    }
    return missing
  }

  async #notHere(commits: readonly string[]): Promise<string[]> {
    const here = new Set(await commitsHere(this.#git, commits))
    return commits.filter((commit) => !here.has(commit))
  }

  /** Commits that a repository has; all of the given ones where that cannot be told. */
  async #among(parts: readonly string[], commits: readonly string[]): Promise<readonly string[]> {
    using objects = this.#objects(parts)
    if (objects === undefined) return []
    openShadow(this.#git, this.#agentObjects(parts), [])
    return await commitsHere(inShadow(this.#git, this.#places.shadow), commits).catch(() => commits)
  }

  /** A history that is cut cannot be pushed, so what was made on it goes as copies. */
  async #copy(parts: readonly string[], wanted: readonly string[], shallow: string): Promise<Copied> {
    const tips = wanted.filter((commit) => !this.#known.includes(commit))
    if (tips.length === 0) return { result: 'fetched', commits: new Map(), renamed: new Set() }
    const place = parts.join('/')
    const key = JSON.stringify([tips, shallow])
    const before = this.#copied.get(place)
    if (before?.key === key) return before.copied
    using objects = this.#objects(parts)
    if (objects === undefined) return { result: 'missing', commits: new Map(), renamed: new Set() }
    const agentObjects = this.#agentObjects(parts)
    const request = { tips, known: this.#known, shallow, shown: shownPath(place), author: this.#author }
    const copy = async (): Promise<Copied> => await copyCommits(this.#git, request, agentObjects)
    const copied = await retryReadable(objects, copy, ({ result }) => result === 'missing')
    if (copied.result === 'fetched') this.#copied.set(place, { key, copied })
    return copied
  }

  /** Tells those that could not be brought. */
  async #fetch(parts: readonly string[], commits: readonly string[]): Promise<string[]> {
    const missing = await this.#notHere(commits)
    if (missing.length === 0 || this.#slow >= mostSlow) return missing
    using objects = this.#objects(parts)
    if (objects === undefined) return missing
    const fetchOnce = async (wanted: readonly string[]): Promise<FetchOutcome> => {
      const attempt = (): Promise<FetchOutcome> => fetchAgentCommits(this.#git, wanted, this.#agentObjects(parts))
      const result = await retryReadable(objects, attempt, (one) => one === 'missing')
      if (result === 'slow') this.#slow += 1
      return result
    }
    const all = await fetchOnce(missing)
    const got = all === 'fetched' ? [...missing] : []
    // A broken one is to lose only itself.
    for (const commit of all === 'missing' && missing.length > 1 ? missing : []) {
      this.#single += 1
      const one = this.#single > mostSingle ? 'slow' : await fetchOnce([commit])
      if (one === 'slow') break
      if (one === 'fetched') got.push(commit)
    }
    const here = new Set(await commitsHere(this.#git, got))
    return missing.filter((commit) => !here.has(commit))
  }

  #agentObjects(parts: readonly string[]): AgentObjects {
    return { ...this.#places, objects: join(asBytes(this.#places.checkout), ...parts, 'objects') }
  }

  /** The object store, cleaned for git; undefined where it cannot be. */
  #objects(parts: readonly string[]): Folder | undefined {
    const objects = this.#checkout && folderBelow(this.#checkout, [...parts, 'objects'])
    if (objects === undefined || this.#cleanStore(objects, parts)) return objects
    objects[Symbol.dispose]()
    return undefined
  }

  /** A store that git-clone made has base's as its alternate; any other may have none. */
  #cleanStore(objects: Folder, parts: readonly string[]): boolean {
    const [checkout, base] = [this.#places.checkout, this.#places.base].map(asBytes) as [string, string]
    const store = join(dirname(base), ...parts.slice(1), 'objects')
    if (parts[0] === '.git' && existsSync(Buffer.from(store, 'latin1'))) {
      cleanObjectStore(objects, relative(join(checkout, ...parts, 'objects'), store))
      return true
    }
    using info = objects.folder('info')
    const alternates = (info && readSmall(info, 'alternates', alternatesBytes)) ?? ''
    if (alternates !== '' || info?.facts('alternates')?.isFile() === false) return false
    cleanObjectStore(objects)
    return true
  }
}

function unreadable(key: string): string {
  return `commits of the submodule at ${shownPath(key)} cannot be read`
}

function tipsOf({ head, others, elsewhere }: RefFacts): string[] {
  return [...new Set([...(head === undefined ? [] : [head]), ...others, ...elsewhere.slice(0, 200)])]
}
