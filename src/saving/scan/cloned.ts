/** Files as git-clone laid them down. */
import type { Stats } from 'node:fs'
import { readAll } from './content.ts'
import type { Standing } from './scan-result.ts'
import type { Look } from './scan-options.ts'
import { fits, modes, type Entry } from './tracked.ts'

/** What was laid down at the path, where nothing has touched it since. */
export function laidAt(
  { laid: { tracked, until } }: Pick<Look, 'laid'>,
  path: string,
  facts: Stats,
): Entry | undefined {
  const laid = until !== undefined && facts.ctimeMs <= until ? tracked.get(path) : undefined
  return laid !== undefined && fits(laid, facts) ? laid : undefined
}

/** Remembers what bytes it was laid down as, where these may be others than those of its blob. */
export function noteWritten({ laid, limits }: Pick<Look, 'laid' | 'limits'>, place: Standing, entry: Entry): void {
  const { converted } = laid
  using file = converted && entry.mode !== modes.link ? place.folder.file(place.name) : undefined
  if (file) converted?.note(place.path, () => readAll(file, limits.fileBytes), entry.sha)
}
