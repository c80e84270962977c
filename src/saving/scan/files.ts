/**
 * The files of the checkout as a git tree, without git: each is opened without following a link and hashed from that
 * descriptor. An entry in the cache costs one lstat.
 */
import type { Stats } from 'node:fs'
import { AbsentEntries } from './absent-entries.ts'
import { eventLoopYielder } from './yield-to-event-loop.ts'
import { nameOfBig, readAll } from './content.ts'
import { isUnusable, existingFile, existingFolder, type Folder, type OpenFile } from './folder.ts'
import type { ScanResult, EntryResult, FolderResult, FolderEntry, ExistingEntry } from './scan-result.ts'
import { clonedAt, noteWritten } from './cloned.ts'
import type { ScanOptions } from './scan-options.ts'
import { objectName } from '../snapshot/objects.ts'
import { Report, type ReasonLeftOut } from './report.ts'
import { SizeQuota, type Taken } from './size-quota.ts'
import type { Candidate } from './rules.ts'
import { holdsSecret } from './secret-file.ts'
import type { StatCache } from './stat-cache.ts'
import { PathFilter } from './path-filter.ts'
import { refreshAttributes, storedContent } from './stored-content.ts'
import { modes, type Entry } from './tracked.ts'
import { sameEntries, treeContent, type Entries } from './tree.ts'

/** So many names of a folder are taken with one change of directory. */
const atOnce = 256

/** Scans the whole checkout. `cache` is kept from one scan to the next. */
export async function scanFiles(checkout: Folder, cache: StatCache, options: ScanOptions): Promise<ScanResult> {
  const walk = new Walk(options)
  const top = await walk.folder(checkout, '', cache, options.agentRules?.refreshExclude(checkout) ?? 0)
  await options.rules.stopProcess()
  await options.agentRules?.stopProcess()
  await options.attributes?.stopProcess()
  await options.cloned.converted?.stopProcess()
  const { report, hidden, replacedRepository, taken } = walk
  return { tree: top.tree, report, hidden, replacedRepository, taken }
}

export class Walk {
  readonly report = new Report()
  replacedRepository = false
  readonly #options: ScanOptions
  readonly #filter: PathFilter
  readonly #absent: AbsentEntries
  readonly #yieldToEventLoop = eventLoopYielder()
  readonly #quota: SizeQuota
  /** Folders above that changed after git-clone: what is in them may come from elsewhere. */
  #changedAbove = 0

  constructor(options: ScanOptions) {
    this.#options = options
    this.#quota = new SizeQuota(options, this.report)
    this.#filter = new PathFilter(options, this.report)
    this.#absent = new AbsentEntries(options, this.report)
  }

  get hidden(): readonly Candidate[] {
    return this.#filter.hidden
  }

  get taken(): Taken {
    return this.#quota.taken
  }

  /** `rulesSince`: the agent's rules' last change above. */
  async folder(folder: Folder, path: string, cache: StatCache, rulesSince: number): Promise<FolderResult> {
    const entries = new Map<string, Entry>()
    let newest = 0
    const all = folder.list()
    await refreshAttributes(this.#options, folder, all, path, cache)
    const since = this.#options.agentRules?.refresh(folder, all, path, rulesSince) ?? 0
    const list = await this.#filter.keep(folder, path, { list: all, cache, since })
    const prefix = path === '' ? '' : `${path}/`
    for (let from = 0; from < list.length; from += atOnce) {
      const names = list.slice(from, from + atOnce).map(({ name }) => name)
      const facts = folder.statsOf(names)
      for (const [index, name] of names.entries()) {
        const found = this.#one({ folder, name, path: prefix + name, facts: facts[index] }, cache, since)
        const { entry, changed } = found instanceof Promise ? await found : found
        newest = Math.max(newest, changed)
        if (entry !== undefined) entries.set(name, entry)
        const pause = this.#yieldToEventLoop()
        if (pause !== undefined) await pause
      }
    }
    await this.#absent.addTo(entries, path, all)
    cache.keepOnly(list)
    return { tree: await this.#tree(entries, path, cache), changed: newest }
  }

  async one(folder: Folder, name: string, path: string, cache: StatCache): Promise<EntryResult> {
    return await this.#one({ folder, name, path, facts: folder.statsOf([name])[0] }, cache, 0)
  }

  /** At once for what is in the cache: waiting for each of 50,000 files would cost more than its lstat. */
  #one(place: FolderEntry, cache: StatCache, rulesSince: number): EntryResult | Promise<EntryResult> {
    const { name, path, facts } = place
    if (facts === undefined) return { changed: Infinity }
    if (facts instanceof Error) return this.#leaveOut('unreadable', path)
    if (facts.isDirectory()) return this.#below({ ...place, facts }, cache.folder(name), rulesSince)
    return this.#file({ ...place, facts }, cache)
  }

  async #below(
    { folder: parent, name, path, facts }: ExistingEntry,
    cache: StatCache,
    rulesSince: number,
  ): Promise<EntryResult> {
    const tracked = this.#options.tracked.get(path)
    if (tracked === undefined && this.#quota.isFull(path)) return { changed: Infinity }
    const opened = existingFolder(parent, name)
    if (opened === 'gone') return { changed: Infinity }
    if (opened === 'closed') return this.#leaveOut('unreadable', path)
    using folder = opened
    if (path.split('/').length > this.#options.limits.depth) return this.#leaveOut('deep', path)
    if (tracked === undefined && this.#options.isWorktree?.(folder, path)) return { changed: Infinity }
    const { until } = this.#options.cloned
    const hasChanged = until !== undefined && facts.ctimeMs > until
    if (hasChanged) this.#changedAbove += 1
    const found = await this.folder(folder, path, cache, rulesSince)
    if (hasChanged) this.#changedAbove -= 1
    const changed = Math.max(found.changed, facts.ctimeMs)
    if (tracked?.mode === modes.repository)
      return { entry: this.#repository(path, tracked, found.tree, changed), changed }
    return { changed, ...(found.tree !== undefined && { entry: { mode: modes.folder, sha: found.tree } }) }
  }

  /** A submodule stays one while nothing is in it, what git-clone put there, or what its own commit holds. */
  #repository(path: string, tracked: Entry, tree: string | undefined, changed: number): Entry {
    const { until, repositories } = this.#options.cloned
    const isCloned = this.#options.cloned.tracked.get(path)?.sha === tracked.sha
    if (tree !== undefined && until !== undefined && changed <= until) repositories.set(path, tree)
    const own = this.#options.submodules?.get(path)
    if (tree === undefined || (own === undefined && isCloned && repositories.get(path) === tree)) return tracked
    if (own !== undefined && (own.tree === tree || (isCloned && repositories.get(path) === tree)))
      return { mode: modes.repository, sha: own.commit }
    this.replacedRepository = true
    return { mode: modes.folder, sha: tree }
  }

  /** The tracked entry stands in for it. */
  #leaveOut(why: ReasonLeftOut, path: string): EntryResult {
    this.report.leaveOut(why, path)
    return { entry: this.#options.tracked.get(path), changed: Infinity }
  }

  #file(place: ExistingEntry, cache: StatCache): EntryResult | Promise<EntryResult> {
    const { name, path, facts } = place
    const changed = facts.ctimeMs
    if (!facts.isFile() && !facts.isSymbolicLink()) {
      this.report.count('special files skipped')
      return { changed }
    }
    const tracked = this.#options.tracked.get(path)
    const cachedEntry = cache.entry(name, facts)
    const known = cachedEntry ?? this.#asCloned(path, facts)
    if (known === undefined) return this.#read(place, tracked, cache)
    if (cachedEntry === undefined) {
      noteWritten(this.#options, place, known)
      // What git-clone wrote was finished before anything else began, however short ago that was.
      cache.remember(name, facts, known, Infinity)
    }
    return { entry: this.#quota.take(known, tracked, facts.size, path) ? known : tracked, changed }
  }

  async #read(place: ExistingEntry, tracked: Entry | undefined, cache: StatCache): Promise<EntryResult> {
    const { folder, name, path, facts } = place
    const before = Date.now()
    const entry = facts.isSymbolicLink()
      ? await this.#link(folder, name, path, tracked)
      : await this.#regular(folder, name, path, tracked)
    // The tracked entry itself stands in for what was left out, and that is to be told the next time too.
    if (entry !== undefined && entry !== tracked) cache.remember(name, facts, entry, before)
    return { entry, changed: facts.ctimeMs }
  }

  /** A folder that was renamed keeps the times of what is in it, under paths that were those of other files. */
  #asCloned(path: string, facts: Stats): Entry | undefined {
    return this.#changedAbove > 0 ? undefined : clonedAt(this.#options, path, facts)
  }

  async #link(folder: Folder, name: string, path: string, tracked: Entry | undefined): Promise<Entry | undefined> {
    if (name === '.gitmodules') return this.#leaveOut('refused', path).entry
    try {
      return await this.#keep(modes.link, folder.linkTarget(name), tracked, path)
    } catch (error) {
      // The path is no link any more; the next scan finds what it is.
      if (isUnusable(error)) return tracked
      throw error
    }
  }

  async #regular(folder: Folder, name: string, path: string, tracked: Entry | undefined): Promise<Entry | undefined> {
    const opened = existingFile(folder, name)
    if (opened === 'gone') return undefined
    if (opened === 'closed') return this.#leaveOut('unreadable', path).entry
    using file = opened
    if (tracked === undefined && this.#quota.isFull(path, file.facts.size)) return undefined
    const mode = (file.facts.mode & 0o100) === 0 ? modes.file : modes.program
    if (file.facts.size > this.#options.limits.fileBytes) return await this.#big(file, mode, path, tracked)
    const content = readAll(file, this.#options.limits.fileBytes)
    if (content === undefined) return this.#leaveOut('big', path).entry
    const cloned = clonedAt(this.#options, path, file.facts)
    const isCloned =
      cloned !== undefined && (await this.#options.cloned.converted?.isWrittenFrom(path, content, cloned)) === true
    return isCloned ? { mode, sha: cloned.sha } : await this.#keep(mode, content, tracked, path)
  }

  /** Too big to keep, but a tracked one, or one from LFS, may be as it was. */
  async #big(file: OpenFile, mode: string, path: string, tracked: Entry | undefined): Promise<Entry | undefined> {
    if (tracked !== undefined && (await nameOfBig(file, this.#yieldToEventLoop)) === tracked.sha)
      return { ...tracked, mode }
    const stored = await this.#options.cloned.converted?.storedBig(file, this.#yieldToEventLoop)
    if (stored !== undefined) return { mode, sha: stored }
    return this.#leaveOut('big', path).entry
  }

  async #keep(mode: string, content: Buffer, tracked: Entry | undefined, path: string): Promise<Entry | undefined> {
    const raw = objectName('blob', content)
    const known = await this.#options.cloned.converted?.stored(path, raw, content, tracked?.sha)
    if (known !== undefined || tracked?.sha === raw) return { mode, sha: known ?? raw }
    const stored = mode === modes.link ? content : await storedContent(this.#options.attributes, path, content, tracked)
    if (stored === undefined) {
      this.#filter.keepRaw(path)
      return tracked
    }
    const sha = stored === content ? raw : objectName('blob', stored)
    if (tracked?.sha === sha) return { mode, sha }
    if (await holdsSecret(this.#options, this.report, path, stored)) return tracked
    if (!this.#quota.take({ mode, sha }, tracked, stored.length, path)) return tracked
    await this.#options.store.write('blob', stored)
    return { mode, sha }
  }

  async #tree(entries: Entries, path: string, cache: StatCache): Promise<string | undefined> {
    if (entries.size === 0) {
      cache.setTree(entries, undefined)
      return undefined
    }
    if (cache.tree !== undefined && sameEntries(entries, cache.entries)) return cache.tree
    const content = treeContent(entries)
    const sha = objectName('tree', content)
    if (this.#options.tracked.get(path)?.sha !== sha) await this.#options.store.write('tree', content)
    cache.setTree(entries, sha)
    return sha
  }
}
