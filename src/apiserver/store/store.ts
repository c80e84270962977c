/**
 * All objects: in memory for reading, in SQLite for keeping. Writes that come together are committed together: each is
 * staged at once, so that the next one sees it, and is acknowledged and shown to readers and watches when it is on disk.
 */
import { ApiFailure } from '../failure.ts'
import type { ApiObject } from '../object.ts'
import { openDatabase, type Change, type Database } from './database.ts'
import { Entry, type Key } from './entry.ts'
import { EventLog, type StoreEvent } from './event-log.ts'

/** Writes that wait for the same commit. */
interface Batch {
  readonly events: StoreEvent[]
  readonly done: Promise<void>
}

/** A batch that never stops growing is committed all the same. */
const mostTurns = 8

/** Patches could let an object grow without end. */
const mostCharacters = 3 * 1024 * 1024

export class Store {
  readonly log: EventLog
  readonly #database: Database
  readonly #tables = new Map<string, Map<string, Entry>>()
  /** The paths of each table, in order. */
  readonly #sorted = new Map<string, string[]>()
  readonly #staged = new Map<string, Change>()
  #batch: Batch | undefined
  #version: number
  #committed: number

  constructor(dataDir: string) {
    this.#database = openDatabase(dataDir)
    this.#version = this.#database.version()
    this.#committed = this.#version
    this.#load()
    this.log = new EventLog(this.#version)
  }

  /** The version of everything that readers see. */
  get version(): number {
    return this.#committed
  }

  get(key: Key): Entry | undefined {
    return this.#tables.get(key.resource)?.get(path(key))
  }

  /** What a writer must build on: the last staged state. */
  latest(key: Key): Entry | undefined {
    const staged = this.#staged.get(`${key.resource} ${path(key)}`)
    return staged ? staged.entry : this.get(key)
  }

  /** Sorted by namespace and name, as etcd does. To be read at once: the next commit moves what is left. */
  *list(resource: string, namespace = '', after = ''): Iterable<Entry> {
    const table = this.#tables.get(resource)
    const paths = this.#sorted.get(resource)
    if (!table || !paths) return
    const start = namespace ? `${namespace}/` : ''
    for (let index = firstAfter(paths, after > start ? after : start); index < paths.length; index++) {
      const at = paths[index] ?? ''
      if (!at.startsWith(start)) return
      const entry = table.get(at)
      if (entry) yield entry
    }
  }

  /** The object gets its resourceVersion here. Resolves when it is on disk. */
  async put(key: Key, object: ApiObject): Promise<Entry> {
    const previous = this.latest(key)
    const entry = this.#entry(key, object)
    if (entry.text.length > mostCharacters) {
      throw new ApiFailure(413, 'RequestEntityTooLarge', `the object would be larger than ${mostCharacters} characters`)
    }
    await this.#stage(
      { key, entry },
      { type: previous ? 'MODIFIED' : 'ADDED', version: entry.version, entry, previous },
    )
    return entry
  }

  /** Resolves with the last state, which carries the deletion's version. */
  async remove(key: Key, last: ApiObject): Promise<Entry> {
    const previous = this.latest(key)
    const entry = this.#entry(key, last)
    await this.#stage({ key, entry: undefined }, { type: 'DELETED', version: entry.version, entry, previous })
    return entry
  }

  /** Resolves when everything that is staged now is on disk: what a writer learns from `latest` is told to nobody before. */
  async settled(): Promise<void> {
    await this.#batch?.done
  }

  async close(): Promise<void> {
    await this.#batch?.done
    this.#database.close()
  }

  #entry(key: Key, object: ApiObject): Entry {
    const version = ++this.#version
    const { apiVersion: _, kind: __, metadata, ...rest } = object
    const stored = { metadata: { ...metadata, resourceVersion: String(version) }, ...rest }
    return new Entry(key, version, JSON.stringify(stored), stored)
  }

  #stage(change: Change, event: StoreEvent): Promise<void> {
    this.#staged.set(`${change.key.resource} ${path(change.key)}`, change)
    this.#batch ??= this.#newBatch()
    this.#batch.events.push(event)
    return this.#batch.done
  }

  #newBatch(): Batch {
    const events: StoreEvent[] = []
    return { events, done: gathered(events).then(() => this.#commit(events)) }
  }

  #commit(events: readonly StoreEvent[]): void {
    const changes = [...this.#staged.values()]
    this.#batch = undefined
    this.#staged.clear()
    this.#database.commit(changes, this.#version)
    for (const { key, entry } of changes) this.#show(key, entry)
    this.#committed = this.#version
    this.log.append(events)
  }

  #show(key: Key, entry: Entry | undefined): void {
    const table = this.#table(key.resource)
    const paths = this.#sorted.get(key.resource) ?? []
    const at = path(key)
    const index = firstAfter(paths, at)
    if (entry) {
      if (!table.has(at)) paths.splice(index, 0, at)
      table.set(at, entry)
    } else if (table.delete(at)) paths.splice(index - 1, 1)
  }

  #load(): void {
    for (const entry of this.#database.entries()) this.#table(entry.resource).set(path(entry), entry)
    for (const [resource, table] of this.#tables) this.#sorted.set(resource, [...table.keys()].toSorted())
  }

  #table(resource: string): Map<string, Entry> {
    let table = this.#tables.get(resource)
    if (!table) {
      this.#tables.set(resource, (table = new Map()))
      this.#sorted.set(resource, [])
    }
    return table
  }
}

/** A sync of the disk takes as long as some ten requests, so a batch grows while each turn of the event loop adds to it. */
async function gathered(events: readonly StoreEvent[]): Promise<void> {
  for (let turn = 0, before = -1; turn < mostTurns && events.length > before; turn++) {
    before = events.length
    await new Promise((resolve) => setImmediate(resolve))
  }
}

export function path(key: { namespace: string; name: string }): string {
  return key.namespace ? `${key.namespace}/${key.name}` : key.name
}

function firstAfter(paths: readonly string[], bound: string): number {
  let low = 0
  let high = paths.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((paths[middle] ?? '') <= bound) low = middle + 1
    else high = middle
  }
  return low
}
