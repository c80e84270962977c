import type { Client } from '../kube/client.ts'
import { polecats } from '../kube/resources.ts'
import { findPolecats, type Where } from './find-polecats.ts'

/** Asks the operator to save and end them; all names are looked up before one is touched. */
export async function terminatePolecats(client: Client, names: readonly string[], where: Where): Promise<void> {
  const found = await findPolecats(client, names, where)
  const patch = { spec: { desiredState: 'Terminated' } }
  await Promise.all(
    found.map(({ metadata }) =>
      client.mergePatch(polecats, metadata.name ?? '', where.namespace, patch, { signal: where.signal }),
    ),
  )
}
