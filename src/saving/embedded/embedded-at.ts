import { posix } from 'node:path'
import { fromCheckout } from '../clone/places.ts'
import type { Folder } from '../scan/folder.ts'
import { readSmall } from '../scan/small-file.ts'
import { openBelow, partsBelow, type Reach } from '../worktrees/reach.ts'

const linkBytes = 4096

/**
 * The repository of what stands at a path, from the agent's volume down; nothing is followed that leads out of it.
 * Undefined where there is none, or the checkout's own has it.
 */
export function embeddedAt(reach: Reach, path: readonly string[]): readonly string[] | 'elsewhere' | undefined {
  using folder = openBelow(reach, path)
  using own = folder?.folder('.git')
  if (own !== undefined) return isRepository(own) ? [...path, '.git'] : undefined
  const target = /^gitdir: ([^\0\n]+)\n*$/.exec((folder && readSmall(folder, '.git', linkBytes)) ?? '')?.[1]
  if (target === undefined) return undefined
  for (const name of reach.names) {
    const parts = partsBelow({ names: [name] }, posix.resolve(name, ...path, target))
    if (parts === undefined) continue
    if (parts[0] === reach.checkoutName && parts[1] === '.git') return undefined
    return parts.at(-2) === 'worktrees' ? parts.slice(0, -2) : parts
  }
  return 'elsewhere'
}

/** Whether all alternates of a store are read as well. */
export function alternatesAreOurs(
  objects: Folder,
  parts: readonly string[],
  { names, checkoutName }: Omit<Reach, 'workspace'>,
): boolean {
  using info = objects.folder('info')
  if (info?.facts('alternates') === undefined) return true
  const text = readSmall(info, 'alternates', linkBytes)
  const lines = text?.split('\n').filter(Boolean)
  return (
    lines?.every((line) =>
      names.some((name) => {
        const own = posix.join(name, checkoutName, '.git', 'objects')
        const place = posix.resolve(name, ...parts, 'objects', line)
        return place === own || place === posix.resolve(own, fromCheckout.base)
      }),
    ) === true
  )
}

function isRepository(folder: Folder): boolean {
  return folder.facts('HEAD') !== undefined || folder.facts('objects') !== undefined
}
