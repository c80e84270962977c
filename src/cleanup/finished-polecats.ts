import { type Context, namespacedClient } from '../context.ts'
import { polecats } from '../kube/resources.ts'
import { isFinished } from '../outcome/reasons.ts'
import { removePolecat } from '../polecats/remove-polecat.ts'
import { unsavedWork } from '../polecat/unsaved.ts'
import type { LeftObject } from './leftover.ts'
import { inScope, type Scope } from '../polecats/scope.ts'

/** Polecats that have finished; their branches stay. */
export async function findFinished(context: Context, scope: Scope, withRecord: boolean): Promise<LeftObject[]> {
  const { client, namespace, signal } = await namespacedClient(context)
  const { items } = await client.list(polecats, { namespace, signal })
  return items
    .filter(({ spec, status }) => isFinished(status?.phase) && inScope(scope, spec.rig))
    .map((polecat) => {
      const { metadata, status } = polecat
      const name = metadata.name ?? ''
      return {
        name,
        what: `${status?.phase}${status?.reason === undefined ? '' : ` (${status.reason})`}`,
        since: status?.finishedAt ?? metadata.creationTimestamp,
        unsaved: unsavedWork(polecat),
        polecat,
        remove: () => removePolecat(client, polecat, { namespace, signal, anyState: false, withRecord }),
      }
    })
}
