import { closeSync, fsyncSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** Writes a file so that a reader finds the old text or the new one, never half of it. */
export function replaceFile(path: string, text: string, mode = 0o644): void {
  const next = `${path}.new`
  writeFileSync(next, text, { mode })
  renameSync(next, path)
}

/**
 * The same, also over a power cut: without it a file system may know of the new name before it knows of the text. Takes
 * as long as the disk does, so it is for what could not be found out again. By hand: write-file-atomic syncs no folder.
 */
export function replaceDurably(path: string, text: string, mode = 0o644): void {
  const next = `${path}.new`
  const file = openSync(next, 'w', mode)
  try {
    for (let rest = Buffer.from(text); rest.length > 0;) rest = rest.subarray(writeSync(file, rest))
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(next, path)
  const folder = openSync(dirname(path), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
