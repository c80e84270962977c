/** The objects of an installation, removed in the order that never hangs: the operator first, what it needs after it. */
import type { Client } from '../kube/client.ts'
import { crds, leases, namespaces, pods, type KubeObject, type Resource } from '../kube/resources.ts'
import type { Namespaces } from '../operator-rights.ts'
import { annotations, operatorName } from '../polecat/names.ts'
import { ifFound } from '../kube/if-found.ts'
import { resourceOf } from './installed-kinds.ts'
import { untilNone, type Until } from './until.ts'

export interface Removal extends Omit<Until, 'what' | 'hints'> {
  readonly namespaces: Namespaces
  /** Called with each object that was there. */
  onRemoved(what: string): void
}

/** Everything but CRDs and namespaces. */
export async function removeObjects(client: Client, objects: readonly KubeObject[], removal: Removal): Promise<void> {
  const { polecatNamespace: namespace } = removal.namespaces
  const [operator, others] = [objects.filter(isOperator), objects.filter((object) => !isOperator(object))]
  for (const object of operator) await removeObject(client, object, removal)
  // With its rights, so that it gives the Lease back.
  await untilNone(() => operatorPods(client, removal), {
    ...removal,
    what: 'the operator to end',
    hints: [`See why with: kubectl get pods -n ${namespace}`],
  })
  await remove(client, leases, { metadata: { name: operatorName, namespace } }, removal)
  for (const object of others.toReversed()) await removeObject(client, object, removal)
}

function isOperator({ kind }: KubeObject): boolean {
  return kind === 'Deployment'
}

async function operatorPods(client: Client, { namespaces, signal }: Removal): Promise<string[]> {
  const labelSelector = `app.kubernetes.io/name=${operatorName}`
  const { items } = await client.list(pods, { namespace: namespaces.polecatNamespace, labelSelector, signal })
  return items.map(({ metadata }) => metadata?.name ?? '')
}

/** Both namespaces with all that is in them; the policy that protects them lets pass what is annotated. */
export async function removeNamespaces(client: Client, removal: Removal): Promise<void> {
  const { signal } = removal
  const { polecatNamespace, workerNamespace } = removal.namespaces
  const names = [...new Set([polecatNamespace, workerNamespace])]
  for (const name of names) {
    const patch = { metadata: { annotations: { [annotations.uninstall]: 'true' } } }
    const found = await ifFound(client.mergePatch(namespaces, name, undefined, patch, { signal }))
    if (found !== undefined) await remove(client, namespaces, found, removal)
  }
  const left = async () => {
    const found = await Promise.all(names.map((name) => ifFound(client.get(namespaces, name, undefined, { signal }))))
    return names.filter((_, index) => found[index] !== undefined)
  }
  const hints = ['See what they wait for with: kubectl describe namespace NAME']
  await untilNone(left, { ...removal, what: 'namespaces to be deleted', hints })
}

export async function removeCrds(client: Client, names: readonly string[], removal: Removal): Promise<void> {
  for (const name of names) await remove(client, crds, { metadata: { name } }, removal)
}

/** CRDs that stay say no longer that anything is installed. */
export async function forgetInstallation(client: Client, crd: string, signal: AbortSignal): Promise<void> {
  const patch = { metadata: { annotations: { [annotations.installation]: null } } }
  await ifFound(client.mergePatch(crds, crd, undefined, patch, { signal }))
}

function removeObject(client: Client, object: KubeObject, removal: Removal): Promise<void> {
  return remove(client, resourceOf(object), object, removal)
}

async function remove(client: Client, resource: Resource, { metadata }: KubeObject, removal: Removal): Promise<void> {
  const { name = '', namespace } = metadata ?? {}
  const removed = client.remove(resource, name, namespace, { signal: removal.signal }).then(() => true)
  if (await ifFound(removed)) removal.onRemoved(`${resource.kind.toLowerCase()}/${name}`)
}
