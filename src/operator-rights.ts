/**
 * All that the operator may do: it reads Secrets by name and watches none, reads the ends of pods' logs, and runs
 * nothing. `gastown install` grants exactly this.
 */
import { group, operatorName } from './polecat/names.ts'

export interface Namespaces {
  /** Namespace of Polecats, and of the operator. */
  readonly polecatNamespace: string
  /** Namespace of pods of attempts, and of Secrets. */
  readonly workerNamespace: string
}

/** What a rule of a role allows, in Kubernetes' words. */
export interface Right {
  /** Left out: in the whole cluster. */
  readonly namespace?: string
  readonly group: string
  /** Such as `pods`, or with a subresource `pods/log`. */
  readonly resource: string
  readonly verbs: readonly string[]
  /** The only object; left out: any. */
  readonly name?: string
}

/** Rigs are cluster-scoped; the namespace of workers says whether OpenShift gives its pods a uid. */
export function operatorRights({ polecatNamespace, workerNamespace }: Namespaces): readonly Right[] {
  const coordination = 'coordination.k8s.io'
  return [
    { group, resource: 'rigs', verbs: ['get', 'list', 'watch'] },
    { group, resource: 'rigs/status', verbs: ['patch'] },
    { group: '', resource: 'namespaces', name: workerNamespace, verbs: ['get'] },
    { namespace: polecatNamespace, group, resource: 'polecats', verbs: ['get', 'list', 'watch', 'patch', 'delete'] },
    { namespace: polecatNamespace, group, resource: 'polecats/status', verbs: ['patch'] },
    { namespace: polecatNamespace, group: '', resource: 'events', verbs: ['create', 'get', 'patch'] },
    { namespace: polecatNamespace, group: '', resource: 'configmaps', verbs: ['create', 'list', 'delete'] },
    { namespace: polecatNamespace, group: coordination, resource: 'leases', verbs: ['create'] },
    {
      namespace: polecatNamespace,
      group: coordination,
      resource: 'leases',
      name: operatorName,
      verbs: ['get', 'patch'],
    },
    {
      namespace: workerNamespace,
      group: '',
      resource: 'pods',
      verbs: ['get', 'list', 'watch', 'create', 'patch', 'delete'],
    },
    { namespace: workerNamespace, group: '', resource: 'pods/log', verbs: ['get'] },
    { namespace: workerNamespace, group: '', resource: 'configmaps', verbs: ['create', 'delete'] },
    { namespace: workerNamespace, group: '', resource: 'secrets', verbs: ['get', 'create', 'delete'] },
  ]
}
