import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { namesIn } from '../../if-there.ts'
import type { LfsObject } from './pointer.ts'

/** Where the contents of a repository lie: where git-lfs has them too. */
export function storeOf(gitDir: string): string {
  return join(gitDir, 'lfs', 'objects')
}

export function placeIn(store: string, oid: string): string {
  return join(store, oid.slice(0, 2), oid.slice(2, 4), oid)
}

export function isStored(store: string, { oid, size }: LfsObject): boolean {
  const facts = lstatSync(placeIn(store, oid), { throwIfNoEntry: false })
  return facts?.isFile() === true && facts.size === size
}

/** Everything in a store; none where there is no store. */
export function storedIn(store: string): LfsObject[] {
  const list: LfsObject[] = []
  for (const entry of namesIn(store))
    for (const inner of namesIn(join(store, entry)))
      for (const oid of readdirSync(join(store, entry, inner)))
        list.push({ oid, size: lstatSync(placeIn(store, oid)).size })
  return list
}
