import type { Client } from '../../src/kube/client.ts'
import { namespaces, rigs } from '../../src/kube/resources.ts'
import { aRig } from '../../test/support/a-polecat.ts'

export const rigName = `bench-${process.pid}`

export interface Namespaces {
  readonly polecats: string
  readonly pods: string
  /** That no operator watches. */
  readonly alone: string
}

export async function makeNamespaces(client: Client, run: number): Promise<Namespaces> {
  const named = (what: string) => `gastown-bench-${process.pid}-${run}-${what}`
  const made = { polecats: named('polecats'), pods: named('pods'), alone: named('alone') }
  for (const name of Object.values(made))
    await client.create(namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  await client.create(rigs, aRig({ settings: { maxPolecats: 10_000 } }, rigName))
  return made
}

export async function removeNamespaces(client: Client, made: Namespaces): Promise<void> {
  await client.remove(rigs, rigName)
  for (const name of Object.values(made)) await client.remove(namespaces, name)
}
