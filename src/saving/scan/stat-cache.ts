import type { Dirent, Stats } from 'node:fs'
import type { Entry } from './tracked.ts'
import type { Entries } from './tree.ts'

interface CachedFile {
  readonly ino: number
  readonly size: number
  readonly mode: number
  readonly mtimeMs: number
  readonly ctimeMs: number
  readonly entry: Entry
}

/** A file changed less than this before it was read may change again without another ctime. */
const tooFreshMs = 50

/** Stat results and tree entries of one folder, from the last scan; as git's index has them. */
export class StatCache {
  readonly #files = new Map<string, CachedFile>()
  readonly #folders = new Map<string, StatCache>()
  readonly #hidden = new Map<string, boolean>()
  readonly #hiddenByAgent = new Map<string, boolean>()
  #agentRulesSince = 0
  #attributesSince = 0
  #parent: StatCache | undefined
  entries: Entries = new Map()
  tree: string | undefined

  folder(name: string): StatCache {
    const known = this.#folders.get(name)
    if (known !== undefined) return known
    const folder = new StatCache()
    folder.#parent = this
    this.#folders.set(name, folder)
    return folder
  }

  /** Number of entries that are remembered here and below. */
  get count(): number {
    const here = this.#files.size + this.#folders.size + this.#hidden.size + this.#hiddenByAgent.size
    return [...this.#folders.values()].reduce((sum, { count }) => sum + count, here)
  }

  /** The last change of the attributes above. */
  get attributesAbove(): number {
    return this.#parent === undefined ? 0 : this.#parent.#attributesSince
  }

  /** Forgets what is not as the commit has it where attributes have changed: by them it may be stored otherwise. */
  storedSince(attributes: number, tracked: (name: string) => Entry | undefined): void {
    if (attributes === this.#attributesSince) return
    this.#attributesSince = attributes
    for (const [name, { entry }] of this.#files) if (tracked(name)?.sha !== entry.sha) this.#files.delete(name)
  }

  /** The entry of a file that is as it was. A ctime cannot be set back by who may write the file. */
  entry(name: string, { ino, size, mode, mtimeMs, ctimeMs }: Stats): Entry | undefined {
    const file = this.#files.get(name)
    if (file === undefined || file.ctimeMs !== ctimeMs || file.mtimeMs !== mtimeMs) return undefined
    return file.size === size && file.ino === ino && file.mode === mode ? file.entry : undefined
  }

  /** `facts` are from before the file was opened, `readAt` is when. */
  remember(name: string, { ino, size, mode, mtimeMs, ctimeMs }: Stats, entry: Entry, readAt: number): void {
    if (ctimeMs > readAt - tooFreshMs) this.#files.delete(name)
    else this.#files.set(name, { ino, size, mode, mtimeMs, ctimeMs, entry })
  }

  /** Whether the base commit's rules hide it, where they were asked. Some rules are for folders only. */
  hidden(entry: Dirent): boolean | undefined {
    return this.#hidden.get(keyOf(entry))
  }

  setHidden(entry: Dirent, hidden: boolean): void {
    this.#hidden.set(keyOf(entry), hidden)
  }

  /** The same for the agent's rules, where they were asked as they are since that change. */
  hiddenByAgent(entry: Dirent, since: number): boolean | undefined {
    return since === this.#agentRulesSince ? this.#hiddenByAgent.get(keyOf(entry)) : undefined
  }

  setHiddenByAgent(entry: Dirent, since: number, hidden: boolean): void {
    if (since !== this.#agentRulesSince) this.#hiddenByAgent.clear()
    this.#agentRulesSince = since
    this.#hiddenByAgent.set(keyOf(entry), hidden)
  }

  setTree(entries: Entries, tree: string | undefined): void {
    this.entries = entries
    this.tree = tree
  }

  /** Forgets folders and files that are gone. */
  keepOnly(list: readonly { readonly name: string }[]): void {
    if (this.#files.size + this.#folders.size <= list.length) return
    const names = new Set(list.map(({ name }) => name))
    for (const kept of [this.#files, this.#folders])
      for (const name of kept.keys()) if (!names.has(name)) kept.delete(name)
  }
}

function keyOf(entry: Dirent): string {
  return entry.isDirectory() ? `${entry.name}/` : entry.name
}
