import { isKind } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import { polecats } from '../kube/resources.ts'
import { finalizers } from '../polecat/names.ts'
import type { Polecat } from '../polecat/schema.ts'
import type { Where } from './find-polecats.ts'
import { removeFinalizer } from './remove-finalizer.ts'

/**
 * Lets a deleted polecat go that no operator has claimed: nothing of it exists for which the finalizer would wait, and
 * there may be no operator. One that was claimed in the same moment is left to its operator.
 */
export async function removeUnclaimed(client: Client, { metadata }: Polecat, where: Where): Promise<void> {
  const { name = '', uid } = metadata
  const { namespace, signal } = where
  try {
    const deleted = await client.get(polecats, name, namespace, { signal })
    const { deletionTimestamp } = deleted.metadata
    if (deleted.metadata.uid !== uid || deletionTimestamp === undefined || isClaimed(deleted)) return
    await removeFinalizer(client, polecats, deleted, finalizers.polecat, signal)
  } catch (error) {
    if (!isKind(error, 'not-found', 'conflict', 'denied')) throw error
  }
}

/** Whether an attempt was ever claimed. An attempt that was refused later says so by its condition alone. */
function isClaimed({ status }: Polecat): boolean {
  const { podName, attempt, conditions = [] } = status ?? {}
  return podName !== undefined || attempt !== undefined || conditions.some(({ type }) => type === 'PodReady')
}
