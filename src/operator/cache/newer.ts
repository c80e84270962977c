import type { KubeObject } from '../../kube/resources.ts'

/** Whether `one` is newer. Servers number versions upwards; one that does not is believed in the order of arrival. */
export function isNewer(one: KubeObject, other: KubeObject): boolean {
  if (one.metadata?.uid !== other.metadata?.uid) return true
  const [a = '', b = ''] = [one.metadata?.resourceVersion, other.metadata?.resourceVersion]
  if (!/^\d+$/.test(a) || !/^\d+$/.test(b)) return true
  return a.length === b.length ? a > b : a.length > b.length
}
