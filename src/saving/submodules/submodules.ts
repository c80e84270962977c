/**
 * Commits in submodules: their own remotes are not ours to push to, so what these lack goes to rescue refs of the
 * repository itself, because a branch that names them would name what is nowhere.
 */
import type { StartNote } from '../handover.ts'
import { isBeyond, tipsBeyond } from '../snapshot/beyond.ts'
import type { CommitRequest } from '../snapshot/commit-object.ts'
import type { Folder } from '../scan/folder.ts'
import type { CheckedOutSubmodule } from '../scan/scan-options.ts'
import { shownPath } from '../snapshot/names.ts'
import type { OwnGit } from '../snapshot/own-git.ts'
import { partOr } from '../snapshot/part.ts'
import { modes, trackedAt, type Tracked, type TrackedAt } from '../scan/tracked.ts'
import { gitlinksIn, type Gitlink } from './gitlinks.ts'
import { commitsHere, knownCommits, type KnownCommits } from './known-commits.ts'
import { ModuleIndexes } from './module-indexes.ts'
import { ModuleCommits, type Module, type ModulePlaces } from './module-commits.ts'
import { moduleRepositories, repositoryAt, type TreeNames } from './repositories.ts'
import { checkedOutSubmodules, type CheckedOutSubmodules } from './checked-out-submodules.ts'

const mostRescued = 20
/** Submodules of submodules of what commits name, and all that are named. */
const deepest = 20
const mostAsked = 2000

interface SubmoduleCommits {
  /** Tips of what no remote is known to have. */
  readonly commits: readonly string[]
  readonly checkedOut: CheckedOutSubmodules
  /** Folders of their repositories, from the checkout down. */
  readonly repositories: readonly (readonly string[])[]
  readonly leftOut: readonly string[]
}

/** The commits of submodules, and their files in the checkout. */
export interface SubmodulesResult extends SubmoduleCommits {
  /** By path. */
  readonly modules: ReadonlyMap<string, CheckedOutSubmodule>
  readonly notes: readonly string[]
}

export interface SubmodulesOptions {
  readonly checkout: Folder
  /** What the files stand on. */
  readonly tracked: TrackedAt
  /** Commits that are pushed. */
  readonly tips: readonly string[]
}

export class Submodules {
  readonly #git: OwnGit
  readonly #modules: ModuleCommits
  readonly #names: TreeNames
  readonly #known: KnownCommits
  readonly #indexes = new ModuleIndexes()
  /** As they were read last. */
  #read: ReadonlyMap<string, Module> = new Map()
  /** Trees of commits, for the last scan and for this one. */
  #insideBefore = new Map<string, TrackedAt>()
  #inside = new Map<string, TrackedAt>()
  #last: { readonly key: string; readonly found: SubmoduleCommits } | undefined

  private constructor(git: OwnGit, modules: ModuleCommits, names: TreeNames, known: KnownCommits) {
    this.#git = git
    this.#modules = modules
    this.#names = names
    this.#known = known
  }

  /** `base` is everything in the base commit; `names` are paths of the checkout. */
  static async open(
    git: OwnGit,
    start: StartNote,
    places: ModulePlaces,
    { base, names, author }: { base: Tracked; names: readonly string[]; author: CommitRequest['author'] },
  ): Promise<Submodules> {
    const known = await knownCommits(git, start, places.base, base)
    const modules = new ModuleCommits(git, places, author, [...known.all])
    return new Submodules(git, modules, { tree: names }, known)
  }

  async collect(options: SubmodulesOptions): Promise<SubmodulesResult> {
    this.#insideBefore = new Map([...this.#inside].filter(([, { unlisted }]) => unlisted !== 'slow'))
    this.#inside = new Map()
    this.#read = new Map()
    return await partOr(
      async () => {
        const found = await this.#find(options)
        const modules = await this.#indexes.refresh(options.checkout, found.checkedOut.heads)
        return { ...found, modules, notes: this.#indexes.notes }
      },
      (why) => ({ ...nothing, modules: new Map(), notes: [], leftOut: [`commits of submodules: one of them ${why}`] }),
    )
  }

  async #find({ checkout, tracked, tips }: SubmodulesOptions): Promise<SubmoduleCommits> {
    const { found, tooMany } = moduleRepositories(checkout)
    const paths = repositoriesIn(tracked)
    if (found.length === 0 && paths.length === 0 && this.#known.all.size === 0) return nothing
    const at = repositoriesAt(checkout, paths, this.#names)
    const repositories = unique([...found, ...at.values()])
    const { modules, renamed, key, leftOut } = await this.#modules.read(checkout, repositories)
    this.#read = modules
    const whole = JSON.stringify([key, tracked.commit, tips, [...at]])
    if (this.#last?.key === whole) return this.#last.found
    const said = [...leftOut, ...(tooMany ? ['commits of submodules beyond the first 50'] : [])]
    const own = [...modules.values()].flatMap(({ commits }) => commits)
    // What no remote is known to have.
    const beyond = await tipsBeyond(this.#git, own, this.#known.here)
    const rescued = await partOr(
      () => this.#rescued(beyond, tips, renamed, said),
      (why) => {
        said.push(`commits of submodules that commits name: what names them ${why}`)
        return beyond
      },
    )
    const checkedOut = await checkedOutSubmodules(checkout, {
      tracked,
      at,
      modules,
      names: this.#names,
      inside: this.#insideOf,
    })
    const result = { commits: rescued.slice(0, mostRescued), checkedOut, repositories, leftOut: said }
    if (rescued.length > mostRescued) said.push(`${rescued.length - mostRescued} more commits of submodules`)
    // What could not be read may be readable the next time.
    const isAll = said.length === 0 && ![...this.#inside.values()].some(({ unlisted }) => unlisted === 'slow')
    this.#last = isAll ? { key: whole, found: result } : undefined
    return result
  }

  /** Submodules checked out in another worktree, by what `collect` has read. */
  readonly checkedOutIn = async (tree: Folder, tracked: TrackedAt, names: TreeNames): Promise<CheckedOutSubmodules> => {
    const at = this.#read.size === 0 ? new Map() : repositoriesAt(tree, repositoriesIn(tracked), names)
    return await checkedOutSubmodules(tree, { tracked, at, modules: this.#read, names, inside: this.#insideOf })
  }

  readonly #insideOf = async (commit: string): Promise<TrackedAt | undefined> => {
    const known = this.#inside.get(commit) ?? this.#insideBefore.get(commit)
    const inside = known ?? ((await this.has(commit)) ? await trackedAt(this.#git, commit) : undefined)
    if (inside !== undefined) this.#inside.set(commit, inside)
    return inside
  }

  /** Adds what commits name and what none of the tips has; what is nowhere is said. */
  async #rescued(
    tips: readonly string[],
    pushed: readonly string[],
    renamed: ReadonlySet<string>,
    said: string[],
  ): Promise<string[]> {
    const rescued = [...tips]
    const asked = new Set<string>()
    const lost: Gitlink[] = []
    const copied: Gitlink[] = []
    const isKnown = (commit: string): boolean => asked.has(commit) || this.#known.all.has(commit)
    let from = [...pushed, ...rescued]
    let tooMany = false
    for (let deep = 1; from.length > 0 && !tooMany; deep += 1) {
      const found = await gitlinksIn(this.#git, from, this.#known.here, isKnown)
      const wanted = found.links.filter(({ commit }) => !renamed.has(commit))
      const missing = new Set(await this.#modules.fetch(wanted.map(({ commit }) => commit)))
      copied.push(...found.links.filter(({ commit }) => renamed.has(commit)))
      lost.push(...wanted.filter(({ commit }) => missing.has(commit)))
      for (const { commit } of found.links) asked.add(commit)
      const known = [...this.#known.here, ...pushed, ...rescued]
      from = []
      for (const { commit } of wanted)
        if (!missing.has(commit) && (await isBeyond(this.#git, commit, known))) from.push(commit)
      rescued.push(...from)
      tooMany = found.tooMany || (from.length > 0 && (deep === deepest || asked.size > mostAsked))
    }
    if (tooMany) said.push('commits of submodules that commits name, which are too many to look for')
    if (lost.length > 0)
      said.push(
        `commits of submodules that commits name and that are nowhere: ${lost.slice(0, 3).map(shown).join(', ')}`,
      )
    if (copied.length > 0)
      said.push(`commits saved as copies only (cloneDepth): ${copied.slice(0, 3).map(shown).join(', ')}`)
    return rescued
  }

  /** Whether a commit of a submodule's is in our repository. */
  async has(commit: string): Promise<boolean> {
    return (await commitsHere(this.#git, [commit])).length > 0
  }
}

const nothing: SubmoduleCommits = {
  commits: [],
  checkedOut: { heads: new Map(), entries: undefined },
  repositories: [],
  leftOut: [],
}

function repositoriesIn({ entries }: TrackedAt): string[] {
  return [...entries].flatMap(([path, { mode }]) => (mode === modes.repository ? [path] : []))
}

function repositoriesAt(tree: Folder, paths: readonly string[], names: TreeNames): Map<string, readonly string[]> {
  return new Map(paths.flatMap((path) => pair(path, repositoryAt(tree, path.split('/'), names))))
}

function pair<T>(key: string, value: T | undefined): [string, T][] {
  return value === undefined ? [] : [[key, value]]
}

function unique(paths: readonly (readonly string[])[]): (readonly string[])[] {
  return [...new Map(paths.map((path) => [path.join('/'), path])).values()]
}

function shown({ path, commit }: Gitlink): string {
  return `${commit.slice(0, 12)} of ${shownPath(path)}`
}
