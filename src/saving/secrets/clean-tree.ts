import type { ObjectStore } from '../snapshot/objects.ts'
import type { OwnGit } from '../snapshot/own-git.ts'
import { modes, trackedIn, type Entry, type Tracked } from '../scan/tracked.ts'
import { treeContent } from '../scan/tree.ts'
import type { SecretFinder } from './finder.ts'
import type { HeldObjects } from './held-objects.ts'

/** What is bigger is left out as a whole. */
const mostBytes = 8 * 1024 * 1024

export interface TreeContext {
  readonly git: OwnGit
  readonly store: ObjectStore
  readonly finder: SecretFinder
  readonly objects: HeldObjects
}

interface CleanTree {
  /** Absent where nothing is left. */
  readonly tree?: string
  /** Paths of files that are not in it. */
  readonly dropped: readonly string[]
}

/** The tree of a commit with something else in the place of secrets; undefined where the commit cannot be listed. */
export async function cleanTree(context: TreeContext, commit: string): Promise<CleanTree | undefined> {
  const { entries: tracked, unlisted } = await trackedIn(context.git, commit)
  if (unlisted !== undefined) return undefined
  const top = (await context.git.output(['rev-parse', `${commit}^{tree}`])).toString().trim()
  const folders = foldersToChange(tracked, top, context.objects)
  if (folders.size === 0) return { tree: top, dropped: [] }
  for (const [path, entry] of tracked) folders.get(parentOf(path))?.set(path, entry)
  const cleaning = new Cleaning(context, folders)
  const tree = await cleaning.folder('')
  return { dropped: cleaning.dropped, ...(tree !== undefined && { tree }) }
}

/** Every folder on the way to a held object; what each holds is put in later. */
function foldersToChange(tracked: Tracked, top: string, objects: HeldObjects): Map<string, Map<string, Entry>> {
  const folders = new Map<string, Map<string, Entry>>()
  const add = (path: string): void => {
    for (let at = path; !folders.has(at); at = parentOf(at)) folders.set(at, new Map())
  }
  if (objects.get(top) !== undefined) add('')
  for (const [path, { sha, mode }] of tracked)
    if (objects.get(sha) !== undefined) add(mode === modes.folder ? path : parentOf(path))
  return folders
}

class Cleaning {
  readonly dropped: string[] = []
  readonly #context: TreeContext
  readonly #folders: ReadonlyMap<string, ReadonlyMap<string, Entry>>

  constructor(context: TreeContext, folders: ReadonlyMap<string, ReadonlyMap<string, Entry>>) {
    this.#context = context
    this.#folders = folders
  }

  async folder(folder: string): Promise<string | undefined> {
    const entries = new Map<string, Entry>()
    for (const [path, entry] of this.#folders.get(folder) ?? []) {
      const clean = await this.#entry(path, entry)
      if (clean !== undefined) entries.set(this.#freeName(path.slice(path.lastIndexOf('/') + 1), entries), clean)
    }
    return entries.size === 0 ? undefined : await this.#context.store.write('tree', treeContent(entries))
  }

  async #entry(path: string, entry: Entry): Promise<Entry | undefined> {
    if (entry.mode === modes.folder) {
      if (!this.#folders.has(path)) return entry
      const sha = await this.folder(path)
      return sha === undefined ? undefined : { ...entry, sha }
    }
    const { git, store, finder, objects } = this.#context
    const held = objects.get(entry.sha)
    if (held === undefined) return entry
    if (held.size > mostBytes) {
      this.dropped.push(path)
      return undefined
    }
    const content = await git.output(['cat-file', 'blob', entry.sha])
    const clean = finder.redact(content)
    if ((await finder.in(clean)) === undefined) return { ...entry, sha: await store.write('blob', clean) }
    this.dropped.push(path)
    return undefined
  }

  #freeName(name: string, taken: ReadonlyMap<string, Entry>): string {
    const clean = this.#context.finder.redact(Buffer.from(name, 'latin1')).toString('latin1')
    if (clean === name) return name
    let free = clean
    for (let count = 2; taken.has(free); count += 1) free = `${clean}-${count}`
    return free
  }
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}
