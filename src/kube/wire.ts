/** Kubernetes' types as they travel: @kubernetes/client-node's own turn times into Date, JSON does not. */
import type * as k8s from '@kubernetes/client-node'

type Wire<T> = T extends Date
  ? string
  : T extends (infer U)[]
    ? Wire<U>[]
    : T extends object
      ? { [K in keyof T]: Wire<T[K]> }
      : T

export type V1Pod = Wire<k8s.V1Pod>
export type V1Container = Wire<k8s.V1Container>
export type V1ContainerStatus = Wire<k8s.V1ContainerStatus>
export type V1Volume = Wire<k8s.V1Volume>
export type V1VolumeMount = Wire<k8s.V1VolumeMount>
export type V1Secret = Wire<k8s.V1Secret>
export type V1ConfigMap = Wire<k8s.V1ConfigMap>
export type V1Namespace = Wire<k8s.V1Namespace>
export type V1Node = Wire<k8s.V1Node>
export type CoreV1Event = Wire<k8s.CoreV1Event>
export type CoordinationV1Lease = Wire<k8s.V1Lease>
export type V1SelfSubjectAccessReview = Wire<k8s.V1SelfSubjectAccessReview>
export type V1CustomResourceDefinition = Wire<k8s.V1CustomResourceDefinition>
export type V1Deployment = Wire<k8s.V1Deployment>
export type V1NetworkPolicy = Wire<k8s.V1NetworkPolicy>
export type V1Role = Wire<k8s.V1Role>
export type V1ServiceAccount = Wire<k8s.V1ServiceAccount>
export type V1Status = Wire<k8s.V1Status>
