/** What becomes of polecats whose deletion was requested: their finalizers go when an operator has seen to their pods. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Context } from '../context.ts'
import { removeRecordsOf } from '../attempt/remove-records.ts'
import { isKind } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import { pods, polecats } from '../kube/resources.ts'
import type { V1Pod } from '../kube/wire.ts'
import { annotations, finalizers, labels } from '../polecat/names.ts'
import { hasPod } from '../output/polecat/verb-words.ts'
import type { Polecat } from '../polecat/schema.ts'
import { removeFinalizer } from './remove-finalizer.ts'
import { isUnserved, observeOperator, tellOperator } from './tell-operator.ts'

interface Finishing {
  /** Removes finalizers of ours where no operator works. */
  readonly force: boolean
  /** For how long an operator that works may take. */
  readonly patienceMs?: number
  /** An operator renews its Lease within this time. */
  readonly renewalMs?: number
}

/** The polecats that are still there; why is told. Those that have no finalizers are gone at once. */
export async function finishDeletion(
  context: Context,
  requested: readonly Polecat[],
  { force, patienceMs = 3000, renewalMs = 8000 }: Finishing,
): Promise<readonly Polecat[]> {
  let left = requested.filter(({ metadata }) => (metadata.finalizers ?? []).length > 0)
  if (left.length === 0) return []
  const first = await observeOperator(context)
  if (!isUnserved(first)) {
    for (const end = Date.now() + patienceMs; ;) {
      left = await stillThere(context, left)
      // Who stops a pod takes its time.
      if (left.every(hasPod) || Date.now() >= end) return left
      await pause(200, undefined, { signal: context.signal })
    }
  }
  await tellOperator(context, first)
  left = await stillThere(context, left)
  if (left.length === 0) return left
  if (!force) {
    context.notice('Repeat it with --force to remove finalizers without an operator.')
    return left
  }
  // A clock that is wrong must not take work from an operator that lives.
  if (first?.operator.state === 'away') await pause(renewalMs, undefined, { signal: context.signal })
  if (!isUnserved(await observeOperator(context, first))) {
    context.notice('Finalizers stay: an operator works, and removes them once the work is saved.')
    return left
  }
  for (const polecat of left) await removeFinalizers(context, polecat)
  return stillThere(context, left)
}

/** More are listed at once. */
const mostGets = 20

async function stillThere(context: Context, some: readonly Polecat[]): Promise<Polecat[]> {
  const [client, { signal }] = [await context.client(), context]
  if (some.length > mostGets) {
    const uids = new Set(some.map(({ metadata }) => metadata.uid))
    const { items } = await client.list(polecats, { namespace: await context.namespace(), signal })
    return items.filter(({ metadata }) => uids.has(metadata.uid))
  }
  const there = await Promise.all(
    some.map(async ({ metadata: { name = '', namespace, uid } }) => {
      try {
        const polecat = await client.get(polecats, name, namespace, { signal })
        return polecat.metadata.uid === uid ? [polecat] : []
      } catch (error) {
        if (isKind(error, 'not-found')) return []
        throw error
      }
    }),
  )
  return there.flat()
}

/** Ends its pods too, gracefully, as far as the caller may. */
async function removeFinalizers(context: Context, polecat: Polecat): Promise<void> {
  const [client, workerNamespace] = [await context.client(), await context.workerNamespace()]
  const { name = '', namespace, uid, annotations: notes } = polecat.metadata
  try {
    const labelSelector = `${labels.polecatUid}=${uid}`
    const { items } = await client.list(pods, { namespace: workerNamespace, labelSelector, signal: context.signal })
    for (const pod of items) await removePod(client, pod, workerNamespace)
  } catch (error) {
    if (!isKind(error, 'denied')) throw error
    context.notice(`Pods of ${name} stay: ${error.message}; remove them with: gastown clean orphans -A`)
  }
  if (notes?.[annotations.withRecord] === 'true' && namespace !== undefined)
    await removeRecordsOf(client, namespace, uid ?? '')
  await removeFinalizer(client, polecats, polecat, finalizers.polecat, context.signal)
}

/** Nobody is left to record its result, so our finalizer goes with it. */
export async function removePod(client: Client, pod: V1Pod, workerNamespace: string): Promise<void> {
  await removeFinalizer(client, pods, pod, finalizers.pod)
  await client.remove(pods, pod.metadata?.name ?? '', workerNamespace, { uid: pod.metadata?.uid })
}
