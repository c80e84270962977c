import type { Client } from '../kube/client.ts'
import type { KubeObject, Resource } from '../kube/resources.ts'

/** Removes one finalizer of an object as it was read, and no other; nothing is written where the object does not have it. */
export async function removeFinalizer<T extends KubeObject>(
  client: Client,
  resource: Resource<T>,
  { metadata }: KubeObject,
  finalizer: string,
  signal?: AbortSignal,
): Promise<void> {
  const { name = '', namespace, resourceVersion, finalizers = [] } = metadata ?? {}
  if (!finalizers.includes(finalizer)) return
  const kept = finalizers.filter((one) => one !== finalizer)
  await client.mergePatch(resource, name, namespace, { metadata: { resourceVersion, finalizers: kept } }, { signal })
}
