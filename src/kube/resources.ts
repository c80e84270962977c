/** The resources that gastown talks about, with their types. */
import type { CoordinationV1Lease } from './wire.ts'
import type {
  CoreV1Event,
  V1ConfigMap,
  V1CustomResourceDefinition,
  V1Namespace,
  V1Node,
  V1Pod,
  V1Secret,
  V1SelfSubjectAccessReview,
} from './wire.ts'
import type { Polecat } from '../polecat/schema.ts'
import type { Rig } from '../rig/schema.ts'
import { group, version } from '../polecat/names.ts'

/** Where a kind is served. `T` is the type of its objects. */
export interface Resource<T extends KubeObject = KubeObject> {
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly plural: string
  readonly namespaced: boolean
  /** Only for the type checker. */
  readonly type?: T
}

export interface KubeObject {
  apiVersion?: string
  kind?: string
  metadata?: {
    name?: string
    namespace?: string
    uid?: string
    resourceVersion?: string
    generation?: number
    creationTimestamp?: string
    deletionTimestamp?: string
    labels?: Record<string, string>
    annotations?: Record<string, string>
    finalizers?: string[]
  }
}

function core<T extends KubeObject>(kind: string, plural: string, namespaced = true): Resource<T> {
  return { group: '', version: 'v1', kind, plural, namespaced }
}

export const pods = core<V1Pod>('Pod', 'pods')
export const secrets = core<V1Secret>('Secret', 'secrets')
export const configMaps = core<V1ConfigMap>('ConfigMap', 'configmaps')
export const events = core<CoreV1Event>('Event', 'events')
export const namespaces = core<V1Namespace>('Namespace', 'namespaces', false)
export const nodes = core<V1Node>('Node', 'nodes', false)
export const leases: Resource<CoordinationV1Lease> = {
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  plural: 'leases',
  namespaced: true,
}
/** Questions about one's own rights: a create returns one with its status, and nothing is stored. */
export const accessReviews: Resource<V1SelfSubjectAccessReview> = {
  group: 'authorization.k8s.io',
  version: 'v1',
  kind: 'SelfSubjectAccessReview',
  plural: 'selfsubjectaccessreviews',
  namespaced: false,
}
export const crds: Resource<V1CustomResourceDefinition> = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
  namespaced: false,
}
export const polecats: Resource<Polecat> = { group, version, kind: 'Polecat', plural: 'polecats', namespaced: true }
export const rigs: Resource<Rig> = { group, version, kind: 'Rig', plural: 'rigs', namespaced: false }
