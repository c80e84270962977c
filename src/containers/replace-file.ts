import { renameSync, writeFileSync } from 'node:fs'

/** Writes a file so that a reader finds the old text or the new one, never half of it. */
export function replaceFile(path: string, text: string, mode = 0o644): void {
  const next = `${path}.new`
  writeFileSync(next, text, { mode })
  renameSync(next, path)
}
