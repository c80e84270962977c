import type { Client } from '../kube/client.ts'
import { findPolecats, type Where } from './find-polecats.ts'
import { orderPolecat, type Meant, type Ordered } from './order-polecat.ts'

/** Asks the operator to save and end them; all names are looked up before one is touched. */
export async function terminatePolecats(client: Client, names: readonly string[], where: Where): Promise<Ordered[]> {
  const found = await findPolecats(client, names, where)
  return Promise.all(found.map(({ metadata }) => terminatePolecat(client, { name: metadata.name ?? '' }, where)))
}

export function terminatePolecat(client: Client, meant: Meant, where: Where): Promise<Ordered> {
  return orderPolecat(client, meant, where, ({ spec }) =>
    spec.desiredState === 'Terminated' ? undefined : { desiredState: 'Terminated' },
  )
}
