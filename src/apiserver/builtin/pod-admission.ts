/** What the admission of a real cluster adds to a pod: its service account, its priority, how long it stands a lost node. */
import { isObject, listAt, type ApiObject } from '../object.ts'

const lost = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']

export function admitPod(pod: ApiObject): void {
  const { spec } = pod
  if (!isObject(spec)) return
  spec.serviceAccountName ??= 'default'
  spec.serviceAccount ??= spec.serviceAccountName
  spec.priority ??= 0
  spec.preemptionPolicy ??= 'PreemptLowerPriority'
  const tolerations = listAt(spec, 'tolerations')
  const missing = lost.filter((key) => !tolerations.some((toleration) => toleration.key === key))
  const added = missing.map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }))
  spec.tolerations = [...tolerations, ...added]
}
