/** A package in a `node_modules` folder, and those around it that it needs. */
import { lstat, readFile, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isWorkingCopy } from './program-root.ts'

/** More than any program has; what is beyond it is not shown. */
const most = 5000

/** The package that a file lies in; undefined outside of `node_modules`, or where the package is somebody's work. */
export async function packageOf(file: string): Promise<string | undefined> {
  const names = /^(.*\/node_modules)\/(@[^/]+\/[^/]+|[^/@.][^/]*)\//s.exec(file)
  if (names === null) return undefined
  const folder = `${names[1]}/${names[2]}`
  return (await isWorkingCopy(folder)) ? undefined : folder
}

/**
 * The real folders of a package and of all that it needs, found as Node finds them. `link` is told of each link on the
 * way, as pnpm makes them.
 */
export async function packageWithNeeds(
  folder: string,
  link: (place: string, target: string) => void,
): Promise<ReadonlySet<string>> {
  const found = new Set([folder])
  for (const one of found) {
    for (const name of namesOf(await manifestOf(one))) {
      const place = await find(one, name)
      if (place === undefined) continue
      const real = await realpath(place)
      // A workspace's own package is a working copy.
      if (!real.includes('/node_modules/')) continue
      if (real !== place) link(place, real)
      if (found.size < most) found.add(real)
    }
  }
  return found
}

async function find(folder: string, name: string): Promise<string | undefined> {
  for (let at = folder; at !== '/'; at = dirname(at)) {
    if (at.endsWith('/node_modules')) continue
    const place = join(at, 'node_modules', name)
    const there = await lstat(place).then(
      () => true,
      () => false,
    )
    if (there) return place
  }
  return undefined
}

type Manifest = Readonly<Record<string, unknown>>

async function manifestOf(folder: string): Promise<Manifest | undefined> {
  try {
    const manifest: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
    return typeof manifest === 'object' && manifest !== null ? (manifest as Manifest) : undefined
  } catch {
    // No package, or none that Node would load.
    return undefined
  }
}

function namesOf(manifest: Manifest = {}): string[] {
  const lists = [manifest['dependencies'], manifest['optionalDependencies'], manifest['peerDependencies']]
  const names = lists.flatMap((list) => (typeof list === 'object' && list !== null ? Object.keys(list) : []))
  return names.filter((name) => /^(@[^/]+\/)?[^/@.][^/]*$/.test(name))
}
