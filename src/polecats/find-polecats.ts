import { GastownError } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import { polecats } from '../kube/resources.ts'
import { listedPolecats, type ListedPolecat } from '../polecat/columns.ts'
import { apiVersion } from '../polecat/names.ts'
import type { Polecat } from '../polecat/schema.ts'
import { polecatsMissing } from './await-polecats.ts'

export interface Where {
  readonly namespace: string
  readonly signal: AbortSignal
}

/** The polecats of these names in this order, or all, oldest first. All that are missing are named at once. */
export async function findPolecats(client: Client, names: readonly string[], where: Where): Promise<Polecat[]> {
  if (names.length === 0) {
    const { items } = await client.list(polecats, where)
    return items.map(complete).toSorted(byAge)
  }
  const found = await Promise.all(
    [...new Set(names)].map(async (name) => ({ name, polecat: await find(client, name, where) })),
  )
  const missing = found.filter(({ polecat }) => polecat === undefined).map(({ name }) => name)
  if (missing.length > 0) throw polecatsMissing(missing, where.namespace)
  return found.flatMap(({ polecat }) => polecat ?? [])
}

/** All polecats, oldest first, as far as a table shows them: a fraction of the bytes of the objects. */
export async function listPolecats(client: Client, where: Where): Promise<readonly ListedPolecat[]> {
  const listed = listedPolecats(await client.table(polecats, where))
  return listed?.toSorted(byAge) ?? (await findPolecats(client, [], where))
}

export async function findPolecat(client: Client, name: string, where: Where): Promise<Polecat> {
  const polecat = await find(client, name, where)
  if (polecat === undefined) throw polecatsMissing([name], where.namespace)
  return polecat
}

async function find(client: Client, name: string, { namespace, signal }: Where): Promise<Polecat | undefined> {
  try {
    return complete(await client.get(polecats, name, namespace, { signal }))
  } catch (error) {
    if (error instanceof GastownError && error.kind === 'not-found') return undefined
    throw error
  }
}

// Items of a list come without kind and version; printed, they must have them.
function complete(polecat: Polecat): Polecat {
  return { ...polecat, apiVersion, kind: 'Polecat' }
}

export function byAge(a: ListedPolecat, b: ListedPolecat): number {
  const [x, y] = [a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? '']
  return x === y ? inOrder(a.metadata.name ?? '', b.metadata.name ?? '') : inOrder(x, y)
}

/** Both are ASCII, and a collator would take longer to load than all else of the list. */
function inOrder(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}
