import type { Client } from '../kube/client.ts'
import { pods, polecats } from '../kube/resources.ts'
import type { V1Pod } from '../kube/wire.ts'
import { podFacts } from '../operator/plan/pod-facts.ts'
import { savedWork } from '../operator/plan/saved.ts'
import { finalizers, labels, managedBy } from '../polecat/names.ts'
import type { LeftObject } from './leftover.ts'

/** Pods that the operator made for Polecats which are gone. */
export async function findOrphans(client: Client, workers: string, signal: AbortSignal): Promise<LeftObject[]> {
  const labelSelector = `${labels.managedBy}=${managedBy}`
  // Pods first: a polecat that is created meanwhile must not look as if it were gone.
  const { items } = await client.list(pods, { namespace: workers, labelSelector, signal })
  const { items: alive } = await client.list(polecats, { signal })
  const uids = new Set(alive.map(({ metadata }) => metadata.uid))
  return items
    .filter((pod) => !uids.has(pod.metadata?.labels?.[labels.polecatUid] ?? ''))
    .map((pod) => ({
      name: pod.metadata?.name ?? '',
      what: `pod of ${pod.metadata?.labels?.[labels.polecat] ?? 'an unknown polecat'}, which is gone`,
      since: pod.metadata?.creationTimestamp,
      unsaved: unsavedIn(pod),
      remove: () => removePod(client, pod, workers),
    }))
}

function unsavedIn(pod: V1Pod): string | undefined {
  const facts = podFacts(pod)
  if (!facts.ended && facts.agentStarted) return 'its agent still runs'
  const { result, final, sentences } = savedWork(facts, pod.metadata?.labels?.[labels.polecat] ?? '', 'its rescue refs')
  const isThere = result === undefined || (final && ['saved', 'rescued'].includes(result.saved))
  return isThere ? undefined : sentences.join('; ')
}

/** Nobody is left to record its result, so our finalizer goes with it. */
async function removePod(client: Client, { metadata }: V1Pod, workers: string): Promise<void> {
  const [name, kept] = [metadata?.name ?? '', metadata?.finalizers?.filter((one) => one !== finalizers.pod)]
  if (kept?.length !== metadata?.finalizers?.length) {
    const patch = { metadata: { finalizers: kept, resourceVersion: metadata?.resourceVersion } }
    await client.mergePatch(pods, name, workers, patch)
  }
  await client.remove(pods, name, workers, { uid: metadata?.uid })
}
