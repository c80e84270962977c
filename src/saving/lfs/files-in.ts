import { askObjects, type Objects } from '../objects.ts'
import { smallBlobs } from './blobs.ts'
import { longestPointer, parsePointer, type LfsObject } from './pointer.ts'

/** A file of the checkout that is a pointer; its path is bytes as latin1. */
export interface LfsFile extends LfsObject {
  readonly path: string
  /** The pointer itself. */
  readonly blob: string
}

export interface LfsFiles {
  readonly files: readonly LfsFile[]
  /** Pointers of old versions or with extensions, which stay what they are. */
  readonly odd: number
  /** Text of each .gitattributes, by the folder that it is for: '' or one that ends in a slash. */
  readonly attributes: ReadonlyMap<string, string>
}

/** Asked of the index that git-clone has just written, where nothing else has looked. */
export async function lfsFilesIn(objects: Objects): Promise<LfsFiles> {
  const index = await indexOf(objects)
  const ruled = new Set(await filteredPaths(objects, [...index.keys()], 'lfs'))
  const rules = [...index].filter(([path]) => /(^|\/)\.gitattributes$/.test(path))
  const texts = await read(objects, rules, 1024 * 1024)
  const candidates = [...index].filter(([path]) => ruled.has(path))
  const pointers = await read(objects, candidates, longestPointer)
  const files: LfsFile[] = []
  let odd = 0
  for (const [path, blob] of candidates) {
    const text = pointers.get(blob)?.toString('latin1') ?? ''
    const object = parsePointer(text)
    if (object !== undefined) files.push({ path, blob, ...object })
    else if (oddPointer.test(text)) odd += 1
  }
  const attributes = rules.map(
    ([path, blob]) => [path.slice(0, path.lastIndexOf('/') + 1), texts.get(blob)?.toString('latin1') ?? ''] as const,
  )
  return { files, odd, attributes: new Map(attributes) }
}

/** What is not longer than `most`, by blob. */
async function read(
  objects: Objects,
  files: readonly (readonly [path: string, blob: string])[],
  most: number,
): Promise<Map<string, Buffer>> {
  const blobs = smallBlobs(
    objects,
    files.map(([, blob]) => blob),
    most,
  )
  const found = new Map<string, Buffer>()
  for await (const [blob, content] of blobs) found.set(blob, content)
  return found
}

const oddPointer = /^version https?:\/\/(git-lfs\.github\.com|hawser\.github\.com|git-media\.io)\//

/** Regular files, path → blob. */
async function indexOf(objects: Objects): Promise<Map<string, string>> {
  const listing = await askObjects(objects, ['ls-files', '--stage', '-z'])
  const index = new Map<string, string>()
  for (const line of listing.toString('latin1').split('\0')) {
    const [, blob, path] = /^100\d{3} ([0-9a-f]{40}) 0\t([^]+)$/.exec(line) ?? []
    if (blob !== undefined && path !== undefined) index.set(path, blob)
  }
  return index
}

/** Paths that git would give to the filter of this name. */
export async function filteredPaths(objects: Objects, paths: readonly string[], filter: string): Promise<string[]> {
  const input = Buffer.from(paths.map((path) => `${path}\0`).join(''), 'latin1')
  const output = await askObjects(objects, ['check-attr', '-z', '--cached', '--stdin', 'filter'], { input })
  const fields = output.toString('latin1').split('\0')
  return paths.filter((_, index) => fields[index * 3 + 2] === filter)
}
