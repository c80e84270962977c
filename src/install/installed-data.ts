import { isKind } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import { polecats, rigs, secrets, type KubeObject, type Resource } from '../kube/resources.ts'
import type { V1Secret } from '../kube/wire.ts'
import type { Namespaces } from '../operator-rights.ts'
import { labels } from '../polecat/names.ts'
import type { Polecat } from '../polecat/schema.ts'
import type { Rig } from '../rig/schema.ts'

/** What users have put into an installation. */
export interface InstalledData {
  readonly polecats: readonly Polecat[]
  /** Polecats in other namespaces, which this installation does not serve. */
  readonly elsewhere: readonly Polecat[]
  readonly rigs: readonly Rig[]
  /** Credentials. */
  readonly secrets: readonly V1Secret[]
}

export async function findData(client: Client, namespaces: Namespaces, signal: AbortSignal): Promise<InstalledData> {
  const { polecatNamespace, workerNamespace } = namespaces
  const [all, rigsHere, credentials] = await Promise.all([
    listIfServed(client, polecats, { signal }),
    listIfServed(client, rigs, { signal }),
    listIfServed(client, secrets, { namespace: workerNamespace, labelSelector: labels.role, signal }),
  ])
  const isOurs = ({ metadata }: Polecat) => metadata.namespace === polecatNamespace
  return {
    polecats: all.filter(isOurs),
    elsewhere: all.filter((polecat) => !isOurs(polecat)),
    rigs: rigsHere,
    secrets: credentials,
  }
}

/** Nothing where the resource itself is gone already. */
async function listIfServed<T extends KubeObject>(
  client: Client,
  resource: Resource<T>,
  scope: Parameters<Client['list']>[1],
): Promise<T[]> {
  try {
    return (await client.list(resource, scope)).items
  } catch (error) {
    if (isKind(error, 'not-found', 'not-installed')) return []
    throw error
  }
}
