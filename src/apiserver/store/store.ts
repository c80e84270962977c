/**
 * All objects: in memory for reading, in SQLite for keeping. Writes that come together are committed together: each is
 * staged at once, so that the next one sees it, and is acknowledged and shown to readers and watches when it is on disk.
 */
import type { ApiObject } from '../object.ts'
import { openDatabase, type Change, type Database } from './database.ts'
import { Entry, type Key } from './entry.ts'
import { EventLog, type StoreEvent } from './event-log.ts'

export class Store {
  readonly log: EventLog
  readonly #database: Database
  readonly #tables = new Map<string, Map<string, Entry>>()
  readonly #sorted = new Map<string, string[]>()
  readonly #staged = new Map<string, Change>()
  #batch: { events: StoreEvent[]; done: Promise<void> } | undefined
  #version: number
  #committed: number

  constructor(dataDir: string) {
    this.#database = openDatabase(dataDir)
    this.#version = this.#database.version()
    this.#committed = this.#version
    for (const entry of this.#database.entries()) this.#table(entry.resource).set(path(entry), entry)
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

  /** Sorted by namespace and name, as etcd does. */
  *list(resource: string, namespace = '', after = ''): Iterable<Entry> {
    const table = this.#tables.get(resource)
    if (!table) return
    const paths = this.#paths(resource, table)
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
    this.#batch ??= { events: [], done: this.#commitSoon() }
    this.#batch.events.push(event)
    return this.#batch.done
  }

  async #commitSoon(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve))
    const events = this.#batch?.events ?? []
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
    if (!entry || !table.has(path(key))) this.#sorted.delete(key.resource)
    if (entry) table.set(path(key), entry)
    else table.delete(path(key))
  }

  #table(resource: string): Map<string, Entry> {
    let table = this.#tables.get(resource)
    if (!table) this.#tables.set(resource, (table = new Map()))
    return table
  }

  #paths(resource: string, table: Map<string, Entry>): string[] {
    let paths = this.#sorted.get(resource)
    if (!paths) this.#sorted.set(resource, (paths = [...table.keys()].toSorted()))
    return paths
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
