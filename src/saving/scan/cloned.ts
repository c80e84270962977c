/** Files as git-clone wrote them. */
import type { Stats } from 'node:fs'
import { readAll } from './content.ts'
import type { ExistingEntry } from './scan-result.ts'
import type { ScanOptions } from './scan-options.ts'
import { fits, modes, type Entry } from './tracked.ts'

/** The entry that git-clone wrote at the path, where nothing has touched it since. */
export function clonedAt(
  { cloned: { tracked, until } }: Pick<ScanOptions, 'cloned'>,
  path: string,
  facts: Stats,
): Entry | undefined {
  const cloned = until !== undefined && facts.ctimeMs <= until ? tracked.get(path) : undefined
  return cloned !== undefined && fits(cloned, facts) ? cloned : undefined
}

/** Remembers the bytes that were written, where these may be others than those of the blob. */
export function noteWritten(
  { cloned, limits }: Pick<ScanOptions, 'cloned' | 'limits'>,
  place: ExistingEntry,
  entry: Entry,
): void {
  const { converted } = cloned
  using file = converted && entry.mode !== modes.link ? place.folder.file(place.name) : undefined
  if (file) converted?.note(place.path, () => readAll(file, limits.fileBytes), entry.sha)
}
