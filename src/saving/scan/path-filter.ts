import type { Dirent } from 'node:fs'
import { repositoryBeside } from '../submodules/repositories.ts'
import type { Folder } from './folder.ts'
import type { ScanOptions } from './scan-options.ts'
import { nameKind } from '../snapshot/names.ts'
import type { Report } from './report.ts'
import type { Candidate } from './rules.ts'
import type { StatCache } from './stat-cache.ts'
import { modes } from './tracked.ts'

interface FolderListing {
  readonly list: readonly Dirent[]
  readonly cache: StatCache
  /** The last change of the agent's rules for this folder. */
  readonly since: number
}

/** Filter for the names of a folder: which of them are scanned. */
export class PathFilter {
  /** What goes beside the branch at the end: what only rules of the agent's hide, and what cannot be converted. */
  readonly hidden: Candidate[] = []
  readonly #options: ScanOptions
  readonly #report: Report

  constructor(options: ScanOptions, report: Report) {
    this.#options = options
    this.#report = report
  }

  /** What cannot be converted as it is asked for waits for the end, too. */
  keepRaw(path: string): void {
    this.#report.keepRaw(path)
    this.hidden.push({ path, isFolder: false, isRaw: true })
  }

  async keep(folder: Folder, path: string, { list, cache, since }: FolderListing): Promise<readonly Dirent[]> {
    const kept = await this.#worthSaving(this.#notGits(folder, list, path), path, cache)
    return await this.#notHidden(kept, path, cache, since)
  }

  /** A repository may stand beside the `.git` that names it. */
  #notGits(folder: Folder, list: readonly Dirent[], path: string): readonly Dirent[] {
    const isNamed = path !== '' && list.some((entry) => entry.name === '.git' && entry.isFile())
    const own = isNamed ? repositoryBeside(folder) : undefined
    return own === undefined || this.#options.tracked.has(`${path}/${own}`)
      ? list
      : list.filter(({ name }) => name !== own)
  }

  /** Without what is git's own, what no server takes, and what the base commit's rules hide. */
  async #worthSaving(list: readonly Dirent[], path: string, cache: StatCache): Promise<readonly Dirent[]> {
    const prefix = path === '' ? '' : `${path}/`
    const kept = list.filter(({ name }) => {
      const kind = nameKind(name)
      if (kind === 'repository' && path !== '' && this.#options.tracked.get(path)?.mode !== modes.repository) {
        if (!this.#isInSubmodule(path)) this.#report.count('embedded repositories saved as plain files')
        this.#options.onEmbedded?.(path)
      }
      if (kind === 'refused') this.#report.leaveOut('refused', prefix + name)
      return kind === 'ordinary'
    })
    const unsure = kept.filter(
      (entry) => !this.#options.tracked.has(prefix + entry.name) && cache.hidden(entry) === undefined,
    )
    if (unsure.length > 0) {
      const asked = unsure.map((entry) => ({ path: prefix + entry.name, isFolder: entry.isDirectory() }))
      const answers = await this.#options.rules.hidden(asked)
      unsure.forEach((entry, index) => cache.setHidden(entry, answers[index] ?? false))
    }
    return kept.filter((entry) => {
      if (this.#options.tracked.has(prefix + entry.name) || cache.hidden(entry) !== true) return true
      this.#report.count('files and folders hidden by ignore rules')
      return false
    })
  }

  /** What stands there may be a submodule of that one, whose commit is not in our repository. */
  #isInSubmodule(path: string): boolean {
    const parts = path.split('/')
    return parts.some((_, at) => this.#options.tracked.get(parts.slice(0, at).join('/'))?.mode === modes.repository)
  }

  /** Files that only the agent's rules hide wait for the end. */
  async #notHidden(list: readonly Dirent[], path: string, cache: StatCache, since: number): Promise<readonly Dirent[]> {
    const { agentRules, tracked } = this.#options
    if (agentRules === undefined) return list
    const asked = list
      .map((entry) => ({
        entry,
        path: path === '' ? entry.name : `${path}/${entry.name}`,
        isFolder: entry.isDirectory(),
      }))
      .filter((one) => !tracked.has(one.path))
    const unsure = asked.filter(({ entry }) => cache.hiddenByAgent(entry, since) === undefined)
    if (unsure.length > 0) {
      const answers = await agentRules.hidden(unsure)
      unsure.forEach(({ entry }, index) => cache.setHiddenByAgent(entry, since, answers[index] ?? false))
    }
    const hidden = asked.filter(({ entry }) => cache.hiddenByAgent(entry, since) === true)
    if (hidden.length === 0) return list
    for (const one of hidden) this.hidden.push(one)
    const names = new Set(hidden.map(({ entry }) => entry.name))
    return list.filter(({ name }) => !names.has(name))
  }
}
