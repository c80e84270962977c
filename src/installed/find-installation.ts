import { isKind } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import { crds } from '../kube/resources.ts'
import type { ClusterInstallation } from '../polecat/cluster-installation.ts'
import { group } from '../polecat/names.ts'
import { notInstalled } from '../kube/transport/not-installed.ts'

/**
 * The cluster's installation, in one small request; undefined where an earlier version recorded none, or who asks may
 * not read it. Throws `not-installed` where the cluster does not have our resources, and `invalid` where the record is
 * malformed.
 */
export async function findInstallation(client: Client, signal: AbortSignal): Promise<ClusterInstallation | undefined> {
  // Zod is loaded while the server answers.
  const [crd, { readInstallation }] = await Promise.all([
    findCrd(client, signal),
    import('../polecat/cluster-installation.ts'),
  ])
  return crd && readInstallation(crd)
}

async function findCrd(client: Client, signal: AbortSignal) {
  try {
    return await client.get(crds, `rigs.${group}`, undefined, { metadataOnly: true, signal })
  } catch (error) {
    if (isKind(error, 'denied')) return undefined
    throw isKind(error, 'not-found') ? notInstalled(client.server, error) : error
  }
}
