import type { Dirent } from 'node:fs'
import type { Absent } from '../git-index/absent-files.ts'
import type { ScanOptions } from './scan-options.ts'
import { objectName } from '../snapshot/objects.ts'
import type { Report } from './report.ts'
import { modes, type Entry } from './tracked.ts'
import { treeContent } from './tree.ts'

/**
 * Entries that the commit has, the index marks as not checked out, and the folders lack: sparse checkouts, mostly. They
 * stay as the commit has them. At worst a forged bit hides a deletion, which is told.
 */
export class AbsentEntries {
  readonly #options: ScanOptions
  readonly #report: Report

  constructor(options: ScanOptions, report: Report) {
    this.#options = options
    this.#report = report
  }

  /** Adds the folder's entries that stand for nothing that is there. */
  async addTo(entries: Map<string, Entry>, path: string, present: readonly Dirent[]): Promise<void> {
    const absent = this.#at(path)
    if (absent === undefined) return
    const found = await this.#entries(absent, path, new Set(present.map(({ name }) => name)))
    for (const [name, entry] of found) entries.set(name, entry)
  }

  #at(path: string): Absent | undefined {
    const { absent: top, submodules } = this.#options
    let absent: Absent | undefined = top
    let at = ''
    for (const part of path === '' ? [] : path.split('/')) {
      at = at === '' ? part : `${at}/${part}`
      const module = submodules?.get(at)
      if (module !== undefined) absent = module.absent
      // All of a folder of a sparse index is meant, however deep.
      else if (absent?.whole !== true) absent = absent?.folders.get(part)
    }
    return absent
  }

  async #entries(absent: Absent, path: string, present: ReadonlySet<string>): Promise<Map<string, Entry>> {
    const entries = new Map<string, Entry>()
    const prefix = path === '' ? '' : `${path}/`
    for (const name of absent.whole ? this.#childrenOf(path) : absent.files) {
      const tracked = this.#options.tracked.get(prefix + name)
      if (tracked === undefined || present.has(name) || (tracked.mode === modes.folder && !absent.whole)) continue
      this.#keep(prefix + name, tracked)
      entries.set(name, tracked)
    }
    for (const [name, below] of absent.folders) {
      const entry = present.has(name) || entries.has(name) ? undefined : await this.#folder(below, prefix + name)
      if (entry !== undefined) entries.set(name, entry)
    }
    return entries
  }

  async #folder(absent: Absent, path: string): Promise<Entry | undefined> {
    const tracked = this.#options.tracked.get(path)
    if (tracked?.mode !== modes.folder) return undefined
    if (absent.whole) {
      this.#keep(path, tracked)
      return tracked
    }
    const entries = await this.#entries(absent, path, new Set())
    if (entries.size === 0) return undefined
    const content = treeContent(entries)
    const sha = objectName('tree', content)
    if (sha !== tracked.sha) await this.#options.store.write('tree', content)
    return { mode: modes.folder, sha }
  }

  /** Only files that git-clone checked out can have been deleted; of a submodule that is all. */
  #keep(path: string, { mode }: Entry): void {
    const { cloned, submodules, absent } = this.#options
    const modules = [...(submodules?.keys() ?? [])].filter((at) => path.startsWith(`${at}/`))
    if (!cloned.tracked.has(path) && !modules.some((at) => cloned.tracked.has(at))) return
    const isFolder = mode === modes.folder
    const inner = modules.reduce((one, other) => (other.length > one.length ? other : one), '')
    const { sparse } = (inner === '' ? absent : submodules?.get(inner)?.absent) ?? {}
    const isOutside = sparse?.isOutside(inner === '' ? path : path.slice(inner.length + 1), isFolder) === true
    this.#report.keep(path, { isFolder, isOutside })
  }

  /** Tracked names directly in a folder of a sparse index that is there after all. */
  #childrenOf(path: string): string[] {
    const prefix = `${path}/`
    const names: string[] = []
    for (const one of this.#options.tracked.keys())
      if (one.startsWith(prefix) && !one.includes('/', prefix.length)) names.push(one.slice(prefix.length))
    return names
  }
}
