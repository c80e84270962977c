/**
 * What a sandbox shows of the programs on a search path: each as its publisher shipped it, or its file alone. The rest of
 * the folders they lie in, and of the user's home, stays out.
 */
import { lstat, readdir, readlink, realpath, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, normalize, resolve as resolvePath } from 'node:path'
import { packageOf, packageWithNeeds } from './node-package.ts'
import { manyAsOne, ownFolders } from './package-folders.ts'
import { isDistribution, isOpen, isSystem, type ProgramLimits } from './open-places.ts'
import { isInPrivateFolder, isPrivate, privatePlaces, type PrivatePlaces } from './private-files.ts'
import { partsOf, programRoot } from './program-root.ts'
import { scriptTargets } from './script-targets.ts'
import { isWithin, outermost } from './within.ts'

export interface ProgramView {
  /** Files and folders, read-only at their own real places; none lies in another. */
  readonly places: readonly string[]
  /** Links outside of these, and what they lead to. */
  readonly links: ReadonlyMap<string, string>
  /** Inside `places`: there, but empty. */
  readonly hidden: { readonly files: readonly string[]; readonly folders: readonly string[] }
  /** The search path, with the real names of its folders. */
  readonly path: string
  /** Variables that a version manager needs where HOME is another. */
  readonly variables: ReadonlyMap<string, string>
  /** Folders of the path that show nothing, or not all, and why. */
  readonly leftOut: ReadonlyMap<string, string>
}

/** Each of its programs would be a mount of its own. */
const mostPrograms = 500
/** As the kernel follows links. */
const mostHops = 40

/** `findPrivate` finds what is private in one place. */
export async function programView(
  path: string,
  limits: ProgramLimits,
  findPrivate: (place: string) => Promise<PrivatePlaces> = privatePlaces,
): Promise<ProgramView> {
  const search = new ProgramSearch(limits)
  const folders: string[] = []
  for (const entry of path.split(':')) {
    const real = isAbsolute(entry) ? await search.resolve(normalize(entry)) : undefined
    if (real !== undefined) await search.showFolder(real)
    folders.push(real ?? entry)
  }
  return { ...(await search.result(findPrivate)), path: folders.join(':') }
}

class ProgramSearch {
  readonly #limits: ProgramLimits
  readonly #places = new Set<string>()
  readonly #sealed = new Set<string>()
  readonly #links = new Map<string, string>()
  readonly #variables = new Map<string, string>()
  readonly #leftOut = new Map<string, string>()
  readonly #visited = new Set<string>()
  readonly #roots = new Set<string>()

  constructor(limits: ProgramLimits) {
    this.#limits = limits
  }

  /** The programs of a folder: files that can be run, and links to such. */
  async showFolder(folder: string): Promise<void> {
    if (this.#visited.has(folder) || !(await isFolder(folder))) return
    this.#visited.add(folder)
    const system = isSystem(folder)
    if (!system && !isOpen(folder, this.#limits)) {
      this.#leftOut.set(folder, 'it contains more than programs')
      return
    }
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
    // The system's own files are there already; what its links lead to may not be.
    const wanted = entries.filter((entry) => entry.isSymbolicLink() || (entry.isFile() && !isDistribution(folder)))
    if (
      !system &&
      wanted.length > mostPrograms &&
      (await programRoot(join(folder, 'x'), this.#limits.home)) === undefined
    ) {
      this.#leftOut.set(folder, `it has ${wanted.length} programs; at most ${mostPrograms} are shown`)
      return
    }
    for (const { name } of wanted) if (!isPrivate(name, false)) await this.#showProgram(join(folder, name))
  }

  /** Where a path really is, with the links on the way shown; undefined where it leads nowhere. */
  async resolve(place: string): Promise<string | undefined> {
    let at = '/'
    let names = namesIn(place)
    for (let hops = 0; names.length > 0;) {
      const next = join(at, names.shift() ?? '')
      const found = await lstat(next).catch(() => undefined)
      if (found === undefined) return undefined
      if (!found.isSymbolicLink()) {
        at = next
        continue
      }
      if (++hops > mostHops) return undefined
      const target = resolvePath(at, await readlink(next))
      this.#link(next, target)
      names = [...namesIn(target), ...names]
      at = '/'
    }
    return at
  }

  async #showProgram(place: string): Promise<void> {
    const real = await realpath(place).catch(() => undefined)
    if (real === undefined || !(await isProgram(real))) return
    if (isSystem(real) && !isDistribution(real)) await this.#follow(real)
    if ((isSystem(real) || (await this.#showFile(real))) && real !== place) await this.resolve(place)
  }

  /** False where it may not be shown. */
  async #showFile(file: string): Promise<boolean> {
    if (!isOpen(file, this.#limits) || isPrivate(basename(file), false) || isInPrivateFolder(file)) return false
    if (this.#visited.has(file)) return true
    this.#visited.add(file)
    await this.#showPublished(file)
    this.#places.add(file)
    await this.#follow(file)
    return true
  }

  /** What a script is run by, and what it runs in its place. */
  async #follow(file: string): Promise<void> {
    for (const target of await scriptTargets(file)) {
      const real = await this.resolve(normalize(target))
      if (real !== undefined && !isSystem(real) && (await this.#isShowable(real))) await this.#showFile(real)
    }
  }

  async #showPublished(file: string): Promise<void> {
    const folder = await packageOf(file)
    if (folder !== undefined) {
      for (const one of await packageWithNeeds(folder, (place, target) => this.#link(place, target))) this.#add(one)
      return
    }
    const root = await programRoot(file, this.#limits.home)
    if (root === undefined || this.#roots.has(root.folder)) return
    this.#roots.add(root.folder)
    const { layout } = root
    for (const part of await partsOf(root)) this.#add(part, layout.sealed)
    for (const name of layout.programs ?? []) await this.showFolder(join(root.folder, name))
    if (layout.beside === undefined) return
    const beside = await programRoot(join(dirname(root.folder), layout.beside.name, 'x'), this.#limits.home)
    if (beside === undefined) return
    for (const part of await partsOf(beside)) this.#add(part, beside.layout.sealed)
    this.#variables.set(layout.beside.variable, beside.folder)
  }

  #add(place: string, sealed?: true): void {
    if (!isOpen(place, this.#limits) || isSystem(place) || isInPrivateFolder(place)) return
    this.#places.add(place)
    if (sealed) this.#sealed.add(place)
  }

  /** What a script names is shown alone only where it can be run. */
  async #isShowable(file: string): Promise<boolean> {
    return (await isProgram(file)) || ((await isFile(file)) && (await packageOf(file)) !== undefined)
  }

  #link(place: string, target: string): void {
    if (!isSystem(place) && isOpen(place, this.#limits)) this.#links.set(place, target)
  }

  async result(findPrivate: (place: string) => Promise<PrivatePlaces>): Promise<Omit<ProgramView, 'path'>> {
    const places = await withoutLinks(outermost(manyAsOne(this.#places)))
    const searched = places.filter((place) => !this.#sealed.has(place))
    const modules = searched.filter((place) => place.endsWith('/node_modules'))
    const found = await Promise.all(searched.map(findPrivate))
    const caches = (await Promise.all(modules.map(ownFolders))).flat()
    for (const [at, { complete }] of found.entries())
      if (!complete) this.#leftOut.set(searched[at] ?? '', 'shown, but too large to be searched for credentials')
    return {
      places,
      links: new Map([...this.#links].filter(([link]) => !places.some((place) => isWithin(link, place)))),
      hidden: {
        files: found.flatMap(({ files }) => files),
        folders: outermost([...found.flatMap(({ folders }) => folders), ...caches]),
      },
      variables: this.#variables,
      leftOut: this.#leftOut,
    }
  }
}

async function withoutLinks(places: readonly string[]): Promise<string[]> {
  const real = await Promise.all(
    places.map(async (place) => ((await realpath(place).catch(() => '')) === place ? [place] : [])),
  )
  return real.flat()
}

function namesIn(path: string): string[] {
  return path.split('/').filter((name) => name !== '')
}

async function isProgram(place: string): Promise<boolean> {
  const found = await stat(place).catch(() => undefined)
  return found !== undefined && found.isFile() && (found.mode & 0o111) !== 0
}

async function isFile(place: string): Promise<boolean> {
  return (await stat(place).catch(() => undefined))?.isFile() === true
}

async function isFolder(place: string): Promise<boolean> {
  return (await stat(place).catch(() => undefined))?.isDirectory() === true
}
