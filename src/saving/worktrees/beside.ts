import { isUnusable, type Folder } from '../scan/folder.ts'
import { shownPaths } from '../snapshot/names.ts'
import { readRefs } from '../snapshot/refs.ts'
import type { Linked } from './linked.ts'
import type { Reach } from './reach.ts'

export interface Beside {
  /** Copies of the repository: their commits and files are work. */
  readonly leftOut: readonly string[]
  /** Everything else is the agent's own affair. */
  readonly notes: readonly string[]
}

/** What stands beside the checkout in the agent's volume and is saved nowhere. `isHere`: our repository has the commit. */
export async function scanBeside(
  { workspace, checkoutName }: Reach,
  linked: Iterable<Linked>,
  isHere: (commit: string) => Promise<boolean>,
): Promise<Beside> {
  // The note is git-clone's.
  const known = new Set([checkoutName, 'note', ...[...linked].map(({ parts }) => parts[0])])
  const names = namesIn(workspace).filter((name) => !known.has(name))
  const copies: string[] = []
  for (const name of names.slice(0, 100)) if (await isCopy(workspace, name, isHere)) copies.push(name)
  const rest = names.filter((name) => !copies.includes(name))
  return {
    leftOut: copies.length > 0 ? [`copies of the repository beside the checkout: ${shownPaths(copies)}`] : [],
    notes: rest.length > 0 ? [`beside the checkout, and not saved: ${shownPaths(rest)}`] : [],
  }
}

async function isCopy(workspace: Folder, name: string, isHere: (commit: string) => Promise<boolean>): Promise<boolean> {
  using folder = workspace.folder(name)
  using git = folder?.folder('.git')
  if (git === undefined) return false
  const { head, others, elsewhere } = readRefs(git)
  const tips = [...(head === undefined ? [] : [head]), ...others.slice(0, 20), ...elsewhere.slice(0, 20)]
  for (const tip of tips) if (await isHere(tip)) return true
  return false
}

function namesIn(folder: Folder): string[] {
  try {
    return folder
      .list()
      .map(({ name }) => name)
      .toSorted()
  } catch (error) {
    if (isUnusable(error)) return []
    throw error
  }
}
