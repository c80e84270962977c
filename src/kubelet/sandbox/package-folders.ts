/** Very many packages of one `node_modules` are shown as that folder: each would be a mount of its own. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

const mostPackages = 100
/** Packages and links to them; `.pnpm` is where pnpm keeps them. */
const ofPackages = ['.bin', '.pnpm']

/** The places, and the folders that hold too many of them. */
export function manyAsOne(places: ReadonlySet<string>): string[] {
  const counts = new Map<string, number>()
  for (const place of places) {
    const modules = /^.*?\/node_modules(?=\/)/.exec(place)?.[0]
    if (modules !== undefined) counts.set(modules, (counts.get(modules) ?? 0) + 1)
  }
  const whole = [...counts].filter(([, count]) => count > mostPackages).map(([modules]) => modules)
  return [...places, ...whole]
}

/** What tools keep in a `node_modules` for themselves, caches above all. */
export async function ownFolders(modules: string): Promise<string[]> {
  const entries = await readdir(modules, { withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isDirectory() && entry.name.startsWith('.') && !ofPackages.includes(entry.name))
    .map((entry) => join(modules, entry.name))
}
