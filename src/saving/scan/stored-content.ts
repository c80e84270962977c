import type { Dirent } from 'node:fs'
import type { Attributes } from '../convert/attributes.ts'
import { convert } from '../convert/conversion.ts'
import type { Folder } from './folder.ts'
import type { StatCache } from './stat-cache.ts'
import type { Entry, Tracked } from './tracked.ts'

/** The bytes that `git add` would store of a file; undefined where it would refuse to. */
export async function storedContent(
  attributes: Attributes | undefined,
  path: string,
  content: Buffer,
  tracked: Entry | undefined,
): Promise<Buffer | undefined> {
  const conversion = await attributes?.of(path)
  if (attributes === undefined || conversion === undefined) return content
  return await convert(content, conversion, async () =>
    tracked === undefined ? undefined : await attributes.blob(tracked.sha),
  )
}

/** Takes over a folder's attributes, by which what is in the cache may be stored otherwise now. */
export async function refreshAttributes(
  { attributes, tracked }: { readonly attributes?: Attributes | undefined; readonly tracked: Tracked },
  folder: Folder,
  list: readonly Dirent[],
  path: string,
  cache: StatCache,
): Promise<void> {
  if (attributes === undefined) return
  const since = await attributes.refresh(folder, list, path, { tracked, above: cache.attributesAbove })
  cache.storedSince(since, (name) => tracked.get(path === '' ? name : `${path}/${name}`))
}
