import type { Client } from '../kube/client.ts'
import { polecats } from '../kube/resources.ts'
import type { Polecat } from '../polecat/schema.ts'
import { findPolecats, type Where } from './find-polecats.ts'

/** Asks the operator to save and end them; all names are looked up before one is touched. */
export async function terminatePolecats(client: Client, names: readonly string[], where: Where): Promise<Polecat[]> {
  const found = await findPolecats(client, names, where)
  const patch = { spec: { desiredState: 'Terminated' } }
  return Promise.all(
    found.map(({ metadata }) =>
      client.mergePatch(polecats, metadata.name ?? '', where.namespace, patch, { signal: where.signal }),
    ),
  )
}
