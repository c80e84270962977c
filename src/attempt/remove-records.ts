import { isKind } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import { configMaps, type KubeObject } from '../kube/resources.ts'
import { labels } from '../polecat/names.ts'
import { recordRole } from './record-map.ts'

/** Removes the very record that was listed; one that is gone or was written anew is as good. */
export async function removeRecord(client: Client, { metadata }: KubeObject): Promise<void> {
  const { name = '', namespace, uid } = metadata ?? {}
  try {
    await client.remove(configMaps, name, namespace, { uid })
  } catch (error) {
    if (!isKind(error, 'not-found', 'conflict')) throw error
  }
}

/** Removes the records of all attempts of the polecat of this uid. */
export async function removeRecordsOf(client: Client, namespace: string, uid: string): Promise<void> {
  const labelSelector = `${labels.role}=${recordRole},${labels.polecatUid}=${uid}`
  for (const record of await client.listMetadata(configMaps, { namespace, labelSelector }))
    await removeRecord(client, record)
}
