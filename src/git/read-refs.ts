import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readIfThere } from '../if-there.ts'

/**
 * The refs of a repository of our own and what they name, as `git for-each-ref` would list them, without a process.
 * Symbolic refs are left out.
 */
export function readRefs(gitDir: string): Map<string, string> {
  const refs = new Map<string, string>()
  for (const line of (readIfThere(join(gitDir, 'packed-refs')) ?? '').split('\n')) {
    const [, commit, name] = /^([0-9a-f]{40,64}) (refs\/.+)$/.exec(line) ?? []
    if (commit !== undefined && name !== undefined) refs.set(name, commit)
  }
  // Refs in files of their own are newer.
  for (const entry of readdirSync(join(gitDir, 'refs'), { recursive: true, withFileTypes: true })) {
    const place = join(entry.parentPath, entry.name)
    if (!entry.isFile() || entry.name.endsWith('.lock')) continue
    const commit = /^[0-9a-f]{40,64}$/.exec(readFileSync(place, 'utf8').trim())?.[0]
    if (commit !== undefined) refs.set(place.slice(gitDir.length + 1), commit)
  }
  return new Map([...refs].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
