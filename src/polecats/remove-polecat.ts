import type { Client } from '../kube/client.ts'
import { polecats } from '../kube/resources.ts'
import { annotations } from '../polecat/names.ts'
import type { Polecat } from '../polecat/schema.ts'
import type { Where } from './find-polecats.ts'

interface Removal extends Where {
  /** Whether another state than the one that was seen may go as well. */
  readonly anyState: boolean
  /** Records of its attempts go too: the operator removes them with its finalizer. */
  readonly withRecord: boolean
}

/** Deletes the very polecat that was seen, and none that has taken its name meanwhile. */
export async function removePolecat(client: Client, { metadata }: Polecat, removal: Removal): Promise<void> {
  const { namespace, signal, anyState, withRecord } = removal
  const { name = '', uid } = metadata
  const preconditions = anyState ? {} : { resourceVersion: metadata.resourceVersion }
  const mark = { metadata: { uid, ...preconditions, annotations: { [annotations.withRecord]: 'true' } } }
  const { resourceVersion } = withRecord
    ? (await client.mergePatch(polecats, name, namespace, mark, { signal })).metadata
    : metadata
  await client.remove(polecats, name, namespace, { uid, signal, ...(!anyState && { resourceVersion }) })
}
