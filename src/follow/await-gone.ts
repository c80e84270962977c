import type { Context } from '../context.ts'
import { polecats } from '../kube/resources.ts'
import type { Polecat } from '../polecat/schema.ts'
import { tellConnection } from '../polecats/tell-connection.ts'
import { operatorNotices, whileOperatorIsTold } from '../polecats/tell-operator.ts'
import { type See, watching } from './watching.ts'

/** Waits until these polecats are gone, whose deletion was requested, and tells in notices why nothing comes. */
export async function awaitGone(context: Context, requested: readonly Polecat[]): Promise<void> {
  const left = new Set(requested.map(({ metadata }) => metadata.uid))
  if (left.size === 0) return
  const names = requested.map(({ metadata }) => metadata.name ?? '')
  const tellOperator = operatorNotices(context)
  await watching(context, { names }, (see) =>
    whileOperatorIsTold(context, tellOperator, () => untilGone(context, left, see)),
  )
}

async function untilGone(context: Context, left: Set<string | undefined>, see: See): Promise<void> {
  const [client, namespace] = [await context.client(), await context.namespace()]
  const there = new Set<string | undefined>()
  const tell = tellConnection(context)
  for await (const event of client.watch(polecats, { namespace, signal: context.signal })) {
    if (event.type === 'lost' || event.type === 'back') tell(event)
    else if (event.type === 'synced') {
      for (const uid of left) if (!there.has(uid)) left.delete(uid)
    } else if (left.has(event.object.metadata.uid)) {
      const { uid } = event.object.metadata
      if (event.type === 'gone') left.delete(uid)
      else {
        there.add(uid)
        see(event.object)
      }
    }
    if (left.size === 0) return
  }
}
