import { modes, type Entry } from './tracked.ts'

/** A folder's entries by name, as bytes in latin1. */
export type Entries = ReadonlyMap<string, Entry>

/** The content of git's tree object. */
export function treeContent(entries: Entries): Buffer {
  const ordered = [...entries].map(([name, entry]) => ({ key: sortKey(name, entry), name, entry }))
  ordered.sort((a, b) => (a.key < b.key ? -1 : 1))
  return Buffer.concat(
    ordered.flatMap(({ name, entry }) => [
      Buffer.from(`${entry.mode} ${name}\0`, 'latin1'),
      Buffer.from(entry.sha, 'hex'),
    ]),
  )
}

/** Git sorts a folder as if its name ended in a slash. */
function sortKey(name: string, { mode }: Entry): string {
  return mode === modes.folder ? `${name}/` : name
}

export function sameEntries(one: Entries, other: Entries): boolean {
  if (one.size !== other.size) return false
  for (const [name, { mode, sha }] of one) {
    const entry = other.get(name)
    if (entry === undefined || entry.sha !== sha || entry.mode !== mode) return false
  }
  return true
}
