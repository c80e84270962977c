/** A list at an earlier resourceVersion: what is there now, with every change since then taken back. */
import type { Entry } from '../store/entry.ts'
import { path, type Store } from '../store/store.ts'
import type { Selection } from './selection.ts'

/** Entries in order, from after a path on. The version must still be in the store's log. */
export function listAtRevision(store: Store, selected: Selection, version: number, after: string): Iterable<Entry> {
  const then = changedSince(store, selected.resource, version)
  if (then.size === 0) return selected.entries(store, after)
  const entries = new Map([...selected.entries(store, after)].map((entry) => [path(entry), entry]))
  for (const [key, entry] of then) {
    if (entry && key > after && selected.has(entry)) entries.set(key, entry)
    else entries.delete(key)
  }
  return [...entries].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry)
}

/** Entries then, by path; undefined for those that were not there. */
function changedSince(store: Store, resource: string, version: number): Map<string, Entry | undefined> {
  const then = new Map<string, Entry | undefined>()
  let position = store.log.position(version) ?? 0
  for (;;) {
    const event = store.log.at(position++)
    if (event === 'wait' || event === 'gone') return then
    const key = path(event.entry)
    if (event.entry.resource === resource && !then.has(key)) then.set(key, event.previous)
  }
}
