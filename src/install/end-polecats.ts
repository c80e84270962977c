/** Polecats of an installation that goes: ended and saved while the operator lives, freed where none does. */
import type { Client } from '../kube/client.ts'
import { pods, polecats } from '../kube/resources.ts'
import type { Namespaces } from '../operator-rights.ts'
import { isFinished } from '../outcome/reasons.ts'
import { removeFinalizer } from '../polecats/remove-finalizer.ts'
import { terminatePolecat } from '../polecats/terminate-polecats.ts'
import { finalizers, labels, operatorName } from '../polecat/names.ts'
import type { Polecat } from '../polecat/schema.ts'
import { isActive } from '../polecat/unsaved.ts'
import { ifFound } from '../kube/if-found.ts'
import { findData } from './installed-data.ts'
import { untilNone, type Until } from './until.ts'

export type Ending = Namespaces & Pick<Until, 'seconds' | 'signal' | 'now'>

/** Sets desiredState to Terminated, so that none starts any more, and waits until the work of all is saved. */
export async function savePolecats(client: Client, all: readonly Polecat[], ending: Ending): Promise<void> {
  const { polecatNamespace: namespace, signal } = ending
  const unfinished = all.filter((polecat) => isActive(polecat) || !isFinished(polecat.status?.phase))
  for (const { metadata } of unfinished)
    await ifFound(terminatePolecat(client, { name: metadata.name ?? '' }, { namespace, signal }))
  const atWork = async () => namesOf((await findData(client, ending, signal)).polecats.filter(isActive))
  const hints = ['Nothing was removed; wait for them with: gastown wait NAME', 'Repeat with a longer --timeout']
  await untilNone(atWork, { ...ending, what: 'polecats to save their work', hints })
}

/** Deletes them and waits until they are gone; their finalizers are the operator's to release. */
export async function deletePolecats(client: Client, all: readonly Polecat[], ending: Ending): Promise<void> {
  const { polecatNamespace: namespace, signal } = ending
  for (const { metadata } of all) await ifFound(client.remove(polecats, metadata.name ?? '', namespace, { signal }))
  const left = async () => namesOf((await findData(client, ending, signal)).polecats)
  const hints = ['See what they wait for with: gastown status -A', 'Repeat the command']
  await untilNone(left, { ...ending, what: 'polecats to be deleted', hints })
}

/** Deletes pods and polecats and takes our finalizers away, which nobody else would release. Running pods save as they end. */
export async function freePolecats(client: Client, all: readonly Polecat[], ending: Namespaces, signal: AbortSignal) {
  await freePods(client, ending, signal)
  for (const polecat of all) {
    await ifFound(removeFinalizer(client, polecats, polecat, finalizers.polecat, signal))
    await ifFound(client.remove(polecats, polecat.metadata.name ?? '', ending.polecatNamespace, { signal }))
  }
}

/** Pods of attempts, which nobody would record any more. */
export async function freePods(client: Client, { workerNamespace }: Namespaces, signal: AbortSignal): Promise<void> {
  const labelSelector = `${labels.managedBy}=${operatorName}`
  const { items } = await client.list(pods, { namespace: workerNamespace, labelSelector, signal })
  for (const pod of items) {
    await ifFound(removeFinalizer(client, pods, pod, finalizers.pod, signal))
    await ifFound(client.remove(pods, pod.metadata?.name ?? '', workerNamespace, { signal }))
  }
}

function namesOf(all: readonly Polecat[]): string[] {
  return all.map(({ metadata }) => metadata.name ?? '')
}
