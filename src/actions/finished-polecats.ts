import type { Client } from '../kube/client.ts'
import { polecats } from '../kube/resources.ts'
import { isFinished } from '../outcome/reasons.ts'
import { unsavedWork } from '../polecat/unsaved.ts'
import type { Where } from './find-polecats.ts'
import type { LeftObject } from './leftover.ts'

/** Polecats that have finished; their branches stay. */
export async function findFinished(client: Client, { namespace, signal }: Where): Promise<LeftObject[]> {
  const { items } = await client.list(polecats, { namespace, signal })
  return items
    .filter(({ status }) => isFinished(status?.phase))
    .map((polecat) => {
      const { metadata, status } = polecat
      const name = metadata.name ?? ''
      const { uid, resourceVersion } = metadata
      return {
        name,
        what: `${status?.phase}${status?.reason === undefined ? '' : ` (${status.reason})`}`,
        since: status?.finishedAt ?? metadata.creationTimestamp,
        unsaved: unsavedWork(polecat),
        remove: () => client.remove(polecats, name, namespace, { uid, resourceVersion }),
      }
    })
}
