import type { Client } from '../kube/client.ts'
import { findPolecats, type Where } from './find-polecats.ts'
import { patchPolecat, type PolecatRef, type PatchedPolecat } from './patch-polecat.ts'

/** Asks the operator to save and end them; all names are looked up before one is touched. */
export async function terminatePolecats(
  client: Client,
  names: readonly string[],
  where: Where,
): Promise<PatchedPolecat[]> {
  const found = await findPolecats(client, names, where)
  return Promise.all(found.map(({ metadata }) => terminatePolecat(client, { name: metadata.name ?? '' }, where)))
}

export function terminatePolecat(client: Client, meant: PolecatRef, where: Where): Promise<PatchedPolecat> {
  return patchPolecat(client, meant, where, ({ spec }) =>
    spec.desiredState === 'Terminated' ? undefined : { desiredState: 'Terminated' },
  )
}
