/**
 * The files of the checkout as a git tree, without git: each is opened without following a link and hashed from that
 * descriptor. What was seen before costs one lstat.
 */
import type { Stats } from 'node:fs'
import { AbsentEntries } from './absent-entries.ts'
import { breather } from './yield-to-event-loop.ts'
import { nameOfBig, readAll } from './content.ts'
import { isUnusable, standingFile, standingFolder, type Folder, type OpenFile } from './folder.ts'
import type { FilesFound, Found, FolderFound, Place, Standing } from './scan-result.ts'
import { laidAt, noteWritten } from './cloned.ts'
import type { Look } from './scan-options.ts'
import { objectName } from '../snapshot/objects.ts'
import { Report, type ReasonLeftOut } from './report.ts'
import { Room, type Taken } from './size-quota.ts'
import type { Candidate } from './rules.ts'
import { holdsSecret } from './secret-file.ts'
import type { Seen } from './stat-cache.ts'
import { Sieve } from './path-filter.ts'
import { refreshAttributes, storedContent } from './stored-content.ts'
import { modes, type Entry } from './tracked.ts'
import { sameEntries, treeContent, type Entries } from './tree.ts'

/** So many names of a folder are looked at in one go. */
const atOnce = 256

/** Looks at the whole checkout. `seen` is kept from one look to the next. */
export async function lookAtFiles(checkout: Folder, seen: Seen, look: Look): Promise<FilesFound> {
  const walk = new Walk(look)
  const top = await walk.folder(checkout, '', seen, look.agentRules?.refreshExclude(checkout) ?? 0)
  await look.rules.rest()
  await look.agentRules?.rest()
  await look.attributes?.rest()
  await look.laid.converted?.rest()
  const { report, hidden, replacedRepository, taken } = walk
  return { tree: top.tree, report, hidden, replacedRepository, taken }
}

export class Walk {
  readonly report = new Report()
  replacedRepository = false
  readonly #look: Look
  readonly #sieve: Sieve
  readonly #absent: AbsentEntries
  readonly #breathe = breather()
  readonly #room: Room
  /** Folders above that changed after git-clone: what is in them may come from elsewhere. */
  #changedAbove = 0

  constructor(look: Look) {
    this.#look = look
    this.#room = new Room(look, this.report)
    this.#sieve = new Sieve(look, this.report)
    this.#absent = new AbsentEntries(look, this.report)
  }

  get hidden(): readonly Candidate[] {
    return this.#sieve.hidden
  }

  get taken(): Taken {
    return this.#room.taken
  }

  /** `rulesSince`: the agent's rules' last change above. */
  async folder(folder: Folder, path: string, seen: Seen, rulesSince: number): Promise<FolderFound> {
    const entries = new Map<string, Entry>()
    let newest = 0
    const all = folder.list()
    await refreshAttributes(this.#look, folder, all, path, seen)
    const since = this.#look.agentRules?.refresh(folder, all, path, rulesSince) ?? 0
    const list = await this.#sieve.keep(folder, path, { list: all, seen, since })
    const prefix = path === '' ? '' : `${path}/`
    for (let from = 0; from < list.length; from += atOnce) {
      const names = list.slice(from, from + atOnce).map(({ name }) => name)
      const facts = folder.factsOf(names)
      for (const [index, name] of names.entries()) {
        const found = this.#one({ folder, name, path: prefix + name, facts: facts[index] }, seen, since)
        const { entry, changed } = found instanceof Promise ? await found : found
        newest = Math.max(newest, changed)
        if (entry !== undefined) entries.set(name, entry)
        const breath = this.#breathe()
        if (breath !== undefined) await breath
      }
    }
    await this.#absent.addTo(entries, path, all)
    seen.keepOnly(list)
    return { tree: await this.#tree(entries, path, seen), changed: newest }
  }

  async one(folder: Folder, name: string, path: string, seen: Seen): Promise<Found> {
    return await this.#one({ folder, name, path, facts: folder.factsOf([name])[0] }, seen, 0)
  }

  /** At once for what was seen before: waiting for each of 50,000 files would cost more than looking at it. */
  #one(place: Place, seen: Seen, rulesSince: number): Found | Promise<Found> {
    const { name, path, facts } = place
    if (facts === undefined) return { changed: Infinity }
    if (facts instanceof Error) return this.#leaveOut('unreadable', path)
    if (facts.isDirectory()) return this.#below({ ...place, facts }, seen.folder(name), rulesSince)
    return this.#file({ ...place, facts }, seen)
  }

  async #below({ folder: parent, name, path, facts }: Standing, seen: Seen, rulesSince: number): Promise<Found> {
    const tracked = this.#look.tracked.get(path)
    if (tracked === undefined && this.#room.isFull(path)) return { changed: Infinity }
    const opened = standingFolder(parent, name)
    if (opened === 'gone') return { changed: Infinity }
    if (opened === 'closed') return this.#leaveOut('unreadable', path)
    using folder = opened
    if (path.split('/').length > this.#look.limits.depth) return this.#leaveOut('deep', path)
    if (tracked === undefined && this.#look.isWorktree?.(folder, path)) return { changed: Infinity }
    const { until } = this.#look.laid
    const hasChanged = until !== undefined && facts.ctimeMs > until
    if (hasChanged) this.#changedAbove += 1
    const found = await this.folder(folder, path, seen, rulesSince)
    if (hasChanged) this.#changedAbove -= 1
    const changed = Math.max(found.changed, facts.ctimeMs)
    if (tracked?.mode === modes.repository)
      return { entry: this.#repository(path, tracked, found.tree, changed), changed }
    return { changed, ...(found.tree !== undefined && { entry: { mode: modes.folder, sha: found.tree } }) }
  }

  /** A submodule stays one while nothing is in it, what git-clone put there, or what its own commit holds. */
  #repository(path: string, tracked: Entry, tree: string | undefined, changed: number): Entry {
    const { until, repositories } = this.#look.laid
    const isLaid = this.#look.laid.tracked.get(path)?.sha === tracked.sha
    if (tree !== undefined && until !== undefined && changed <= until) repositories.set(path, tree)
    const own = this.#look.submodules?.get(path)
    if (tree === undefined || (own === undefined && isLaid && repositories.get(path) === tree)) return tracked
    if (own !== undefined && (own.tree === tree || (isLaid && repositories.get(path) === tree)))
      return { mode: modes.repository, sha: own.commit }
    this.replacedRepository = true
    return { mode: modes.folder, sha: tree }
  }

  /** What is tracked there stands in for it. */
  #leaveOut(why: ReasonLeftOut, path: string): Found {
    this.report.leaveOut(why, path)
    return { entry: this.#look.tracked.get(path), changed: Infinity }
  }

  #file(place: Standing, seen: Seen): Found | Promise<Found> {
    const { name, path, facts } = place
    const changed = facts.ctimeMs
    if (!facts.isFile() && !facts.isSymbolicLink()) {
      this.report.count('special files skipped')
      return { changed }
    }
    const tracked = this.#look.tracked.get(path)
    const seenEntry = seen.entry(name, facts)
    const known = seenEntry ?? this.#asLaid(path, facts)
    if (known === undefined) return this.#read(place, tracked, seen)
    if (seenEntry === undefined) {
      noteWritten(this.#look, place, known)
      // What git-clone wrote was finished before anything else began, however short ago that was.
      seen.remember(name, facts, known, Infinity)
    }
    return { entry: this.#room.take(known, tracked, facts.size, path) ? known : tracked, changed }
  }

  async #read(place: Standing, tracked: Entry | undefined, seen: Seen): Promise<Found> {
    const { folder, name, path, facts } = place
    const before = Date.now()
    const entry = facts.isSymbolicLink()
      ? await this.#link(folder, name, path, tracked)
      : await this.#regular(folder, name, path, tracked)
    // The tracked entry itself stands in for what was left out, and that is to be told the next time too.
    if (entry !== undefined && entry !== tracked) seen.remember(name, facts, entry, before)
    return { entry, changed: facts.ctimeMs }
  }

  /** A folder that was renamed keeps the times of what is in it, under paths that were those of other files. */
  #asLaid(path: string, facts: Stats): Entry | undefined {
    return this.#changedAbove > 0 ? undefined : laidAt(this.#look, path, facts)
  }

  async #link(folder: Folder, name: string, path: string, tracked: Entry | undefined): Promise<Entry | undefined> {
    if (name === '.gitmodules') return this.#leaveOut('refused', path).entry
    try {
      return await this.#keep(modes.link, folder.linkTarget(name), tracked, path)
    } catch (error) {
      // It is no link any more; the next look sees what it is.
      if (isUnusable(error)) return tracked
      throw error
    }
  }

  async #regular(folder: Folder, name: string, path: string, tracked: Entry | undefined): Promise<Entry | undefined> {
    const opened = standingFile(folder, name)
    if (opened === 'gone') return undefined
    if (opened === 'closed') return this.#leaveOut('unreadable', path).entry
    using file = opened
    if (tracked === undefined && this.#room.isFull(path, file.facts.size)) return undefined
    const mode = (file.facts.mode & 0o100) === 0 ? modes.file : modes.program
    if (file.facts.size > this.#look.limits.fileBytes) return await this.#big(file, mode, path, tracked)
    const content = readAll(file, this.#look.limits.fileBytes)
    if (content === undefined) return this.#leaveOut('big', path).entry
    const laid = laidAt(this.#look, path, file.facts)
    const isLaid = laid !== undefined && (await this.#look.laid.converted?.isWrittenFrom(path, content, laid)) === true
    return isLaid ? { mode, sha: laid.sha } : await this.#keep(mode, content, tracked, path)
  }

  /** Too big to keep, but a tracked one, or one from LFS, may be as it was. */
  async #big(file: OpenFile, mode: string, path: string, tracked: Entry | undefined): Promise<Entry | undefined> {
    if (tracked !== undefined && (await nameOfBig(file, this.#breathe)) === tracked.sha) return { ...tracked, mode }
    const stored = await this.#look.laid.converted?.storedBig(file, this.#breathe)
    if (stored !== undefined) return { mode, sha: stored }
    return this.#leaveOut('big', path).entry
  }

  async #keep(mode: string, content: Buffer, tracked: Entry | undefined, path: string): Promise<Entry | undefined> {
    const raw = objectName('blob', content)
    const known = await this.#look.laid.converted?.stored(path, raw, content, tracked?.sha)
    if (known !== undefined || tracked?.sha === raw) return { mode, sha: known ?? raw }
    const stored = mode === modes.link ? content : await storedContent(this.#look.attributes, path, content, tracked)
    if (stored === undefined) {
      this.#sieve.keepRaw(path)
      return tracked
    }
    const sha = stored === content ? raw : objectName('blob', stored)
    if (tracked?.sha === sha) return { mode, sha }
    if (await holdsSecret(this.#look, this.report, path, stored)) return tracked
    if (!this.#room.take({ mode, sha }, tracked, stored.length, path)) return tracked
    await this.#look.store.write('blob', stored)
    return { mode, sha }
  }

  async #tree(entries: Entries, path: string, seen: Seen): Promise<string | undefined> {
    if (entries.size === 0) {
      seen.setTree(entries, undefined)
      return undefined
    }
    if (seen.tree !== undefined && sameEntries(entries, seen.entries)) return seen.tree
    const content = treeContent(entries)
    const sha = objectName('tree', content)
    if (this.#look.tracked.get(path)?.sha !== sha) await this.#look.store.write('tree', content)
    seen.setTree(entries, sha)
    return sha
  }
}
