import { basename } from 'node:path'
import type { Context } from '../context.ts'
import { pods, polecats } from '../kube/resources.ts'
import type { V1Pod } from '../kube/wire.ts'
import { podFacts } from '../attempt/pod-facts.ts'
import { savedWork } from '../attempt/saved-work.ts'
import { labels, operatorName } from '../polecat/names.ts'
import type { LeftFolder } from '../runtime.ts'
import type { LeftObject } from './leftover.ts'
import { removePod } from '../polecats/finish-deletion.ts'
import { inScope, type Scope } from '../polecats/scope.ts'

export interface Orphans {
  readonly found: readonly LeftObject[]
  /** Number of further ones whose rig nobody knows: only what cleans all rigs takes them. */
  readonly unknown: number
}

/** What is left of Polecats that are gone: pods, and in local mode folders of pods. */
export async function findOrphans(context: Context, scope: Scope): Promise<Orphans> {
  const all = [...(await orphanPods(context)), ...(await context.left()).map(leftFolder)]
  const isIn = ({ rig }: Orphan) => (rig === undefined ? scope.rigs === undefined : inScope(scope, rig))
  const unknown = scope.rigs === undefined ? 0 : all.filter(({ rig }) => rig === undefined).length
  return { found: all.filter(isIn).map(({ object }) => object), unknown }
}

interface Orphan {
  readonly rig: string | undefined
  readonly object: LeftObject
}

function leftFolder({ folder, since, rig, unsaved, remove }: LeftFolder): Orphan {
  const why = unsaved === undefined ? 'which could not be removed' : 'which was kept'
  const name = basename(folder).replace(/^\.removed-/, '')
  return { rig, object: { name, what: `folder of a pod that is gone, ${why}: ${folder}`, since, unsaved, remove } }
}

/** Pods that the operator made for Polecats which are gone. */
async function orphanPods(context: Context): Promise<Orphan[]> {
  const { signal } = context
  const [client, workerNamespace] = [await context.client(), await context.workerNamespace()]
  const labelSelector = `${labels.managedBy}=${operatorName}`
  // Pods first: a polecat that is created meanwhile must not look as if it were gone.
  const { items } = await client.list(pods, { namespace: workerNamespace, labelSelector, signal })
  const { items: alive } = await client.list(polecats, { signal })
  const uids = new Set(alive.map(({ metadata }) => metadata.uid))
  return items
    .filter((pod) => !uids.has(pod.metadata?.labels?.[labels.polecatUid] ?? ''))
    .map((pod) => ({
      rig: pod.metadata?.labels?.[labels.rig],
      object: {
        name: pod.metadata?.name ?? '',
        what: `pod of ${pod.metadata?.labels?.[labels.polecat] ?? 'an unknown polecat'}, which is gone`,
        since: pod.metadata?.creationTimestamp,
        unsaved: unsavedIn(pod),
        remove: () => removePod(client, pod, workerNamespace),
      },
    }))
}

function unsavedIn(pod: V1Pod): string | undefined {
  const facts = podFacts(pod)
  if (!facts.ended && facts.agentStarted) return 'its agent still runs'
  const { result, final, sentences } = savedWork(facts, pod.metadata?.labels?.[labels.polecat] ?? '', 'its rescue refs')
  const isThere = result === undefined || (final && ['saved', 'rescued'].includes(result.saved))
  return isThere ? undefined : sentences.join('; ')
}
