/** Where the repositories of submodules are: below `.git/modules`, or in their own folders. */
import { posix } from 'node:path'
import { folderBelow, isUnusable, type Folder } from '../scan/folder.ts'
import { readSmall } from '../scan/small-file.ts'

const mostRepositories = 50
const mostFolders = 1000
const linkBytes = 4096

export interface Repositories {
  /** Folders from the checkout down. */
  readonly found: readonly (readonly string[])[]
  readonly tooMany: boolean
}

export function moduleRepositories(checkout: Folder): Repositories {
  const search = new Search()
  using git = checkout.folder('.git')
  if (git !== undefined) search.below(git, ['.git'])
  using worktrees = git?.folder('worktrees')
  for (const name of worktrees === undefined ? [] : foldersIn(worktrees)) {
    using one = worktrees?.folder(name)
    if (one !== undefined) search.below(one, ['.git', 'worktrees', name])
  }
  return { found: search.found.slice(0, mostRepositories), tooMany: search.found.length > mostRepositories }
}

/** Paths of a working tree, and of the checkout if that is another, each as the agent may write it. */
export interface TreeNames {
  readonly tree: readonly string[]
  readonly checkout?: readonly string[]
}

/**
 * The repository, from the checkout down, of what stands at a path of a working tree's; nothing is followed that leads
 * out of the checkout's.
 */
export function repositoryAt(tree: Folder, path: readonly string[], names: TreeNames): readonly string[] | undefined {
  using folder = folderBelow(tree, path)
  using own = folder?.folder('.git')
  if (own !== undefined) return names.checkout === undefined ? [...path, '.git'] : undefined
  const target = /^gitdir: ([^\0\n]+)\n*$/.exec((folder && readSmall(folder, '.git', linkBytes)) ?? '')?.[1]
  if (target === undefined) return undefined
  for (const name of names.tree) {
    const place = posix.resolve(name, ...path, target)
    const checkout = (names.checkout ?? names.tree).find((one) => isOfModule(place, one))
    if (checkout !== undefined) return place.slice(checkout.length + 1).split('/')
  }
  return undefined
}

/** Other worktrees of a repository have submodules of their own. */
function isOfModule(place: string, checkout: string): boolean {
  return (
    place.startsWith(`${checkout}/.git/`) && /^(worktrees\/[^/]+\/)?modules\//.test(place.slice(checkout.length + 6))
  )
}

/** The folder that a `.git` file names beside itself, as `git clone --bare URL .bare` and worktrees are laid out. */
export function repositoryBeside(folder: Folder): string | undefined {
  const name = /^gitdir: (?:\.\/)?([^\0\n/]+)\/?\n*$/.exec(readSmall(folder, '.git', linkBytes) ?? '')?.[1]
  using one = name === undefined || name === '.' || name === '..' ? undefined : folder.folder(name)
  return one !== undefined && isRepository(one) ? name : undefined
}

class Search {
  readonly found: string[][] = []
  #left = mostFolders

  /** What is in the `modules` of a repository; names of submodules may have slashes. */
  below(repository: Folder, parts: readonly string[]): void {
    using modules = repository.folder('modules')
    if (modules !== undefined) this.#in(modules, [...parts, 'modules'])
  }

  #in(folder: Folder, parts: readonly string[]): void {
    for (const name of foldersIn(folder)) {
      this.#left -= 1
      if (this.#left < 0 || parts.length > 30) return
      using one = folder.folder(name)
      if (one === undefined) continue
      const here = [...parts, name]
      if (isRepository(one)) {
        this.found.push(here)
        this.below(one, here)
      } else this.#in(one, here)
    }
  }
}

function isRepository(folder: Folder): boolean {
  return folder.facts('HEAD')?.isFile() === true && folder.facts('objects')?.isDirectory() === true
}

function foldersIn(folder: Folder): string[] {
  try {
    return folder.list().flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
  } catch (error) {
    if (isUnusable(error)) return []
    throw error
  }
}
