/**
 * The folders of a search path, and what the programs in them need: what their links lead to, and what they are run by.
 * The rest of the user's home stays out of the sandbox.
 */
import { open, readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, sep } from 'node:path'
import { programRoot } from './program-root.ts'

/** In every sandbox already, or never to be in one. */
const systemFolders = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32']
const closedFolders = ['/run', '/var/run', '/proc', '/sys', '/dev', '/etc', '/var/lib']

export interface ProgramLimits {
  readonly home: string
  /** Further folders that stay closed, with all that is in them. */
  readonly closed: readonly string[]
}

/** Places to show read-only, outer ones only, each as it is named on the path and as it really is. */
export async function programPlaces(path: string, limits: ProgramLimits): Promise<string[]> {
  const found = new Set<string>()
  const allowed = (place: string) => isOpen(place, limits)
  const queue = path.split(':').filter(isAbsolute).map(strip)
  const seen = new Set<string>()
  for (const folder of queue) {
    if (seen.has(folder) || !(await isFolder(folder))) continue
    seen.add(folder)
    const real = await realpath(folder)
    // Version managers put small scripts there, which run what is beside them.
    const manager = basename(real) === 'shims' ? [dirname(real)] : []
    for (const place of [folder, real, ...manager]) if (allowed(place) && !isSystem(place)) found.add(place)
    for (const target of await leadsTo(real)) {
      const whole = await programRoot(target, limits.home)
      const root = allowed(whole) ? whole : target
      if (!allowed(root) || isSystem(root) || found.has(root)) continue
      found.add(root)
      // A virtual environment's own bin leads to the Python that made it.
      queue.push(join(root, 'bin'))
    }
  }
  return outermost([...found])
}

function strip(folder: string): string {
  return folder.length > 1 && folder.endsWith(sep) ? strip(folder.slice(0, -1)) : folder
}

function isSystem(place: string): boolean {
  return systemFolders.some((folder) => isWithin(place, folder))
}

/** Never a folder that holds the user's home or another closed one, nor anything inside a closed one. */
function isOpen(place: string, limits: ProgramLimits): boolean {
  const closed = [...closedFolders, ...limits.closed]
  return (
    !['/', '/tmp', '/opt', '/var', '/home', '/root', '/mnt', '/srv'].includes(place) &&
    !isWithin(limits.home, place) &&
    !closed.some((folder) => isWithin(place, folder) || isWithin(folder, place))
  )
}

export function isWithin(place: string, folder: string): boolean {
  return place === folder || place.startsWith(folder === '/' ? '/' : `${folder}/`)
}

/** Real files outside the folder that its entries are links to, or scripts for. */
async function leadsTo(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const targets = await Promise.all(
    entries.map(async (entry) => {
      const place = join(folder, entry.name)
      // The system's own scripts are run by the system's own programs.
      if (entry.isFile()) return isSystem(folder) ? [] : await interpreterOf(place)
      if (!entry.isSymbolicLink()) return []
      const real = await realpath(place).catch(() => undefined)
      if (real === undefined) return []
      return isSystem(real) ? [real] : [real, ...(await interpreterOf(real))]
    }),
  )
  return [...new Set(targets.flat())].filter((target) => dirname(target) !== folder && !isSystem(target))
}

async function interpreterOf(place: string): Promise<string[]> {
  const file = await open(place, 'r').catch(() => undefined)
  if (file === undefined) return []
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(256), 0, 256, 0)
    const name = /^#![ \t]*(\/[^\s]+)/.exec(buffer.toString('latin1', 0, bytesRead))?.[1]
    if (name === undefined || isSystem(name)) return []
    const real = await realpath(name).catch(() => undefined)
    return real === undefined ? [name] : [name, real]
  } catch {
    // A folder, or not ours to read: then nobody can run it either.
    return []
  } finally {
    await file.close()
  }
}

async function isFolder(place: string): Promise<boolean> {
  return await stat(place).then(
    (found) => found.isDirectory(),
    () => false,
  )
}

function outermost(places: readonly string[]): string[] {
  return places.filter((place) => !places.some((other) => other !== place && isWithin(place, other))).toSorted()
}
