import type { V1Container, V1Pod, V1Volume } from '../../kube/wire.ts'

export interface PodKey {
  readonly namespace: string
  readonly name: string
  readonly uid: string
}

export interface ContainerSpec {
  readonly name: string
  readonly kind: 'init' | 'sidecar' | 'main'
  readonly container: V1Container
}

/** A pod as the kubelet reads it: containers in the order in which they start, defaults filled in. */
export interface PodSpec {
  readonly key: PodKey
  readonly containers: readonly ContainerSpec[]
  readonly volumes: readonly V1Volume[]
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly graceSeconds: number
  readonly deadlineSeconds: number | undefined
  /** Set once somebody deleted the pod. */
  readonly deletion: { readonly graceSeconds: number } | undefined
  readonly finalizers: readonly string[]
  /** Whether containers are sandboxed; false where the pod says that they may act as the user. */
  readonly sandboxed: boolean
  /** The PATH that `create` was called with. */
  readonly searchPath: string | undefined
}

const defaultGraceSeconds = 30

export function readPod(pod: V1Pod): PodSpec {
  const { metadata = {}, spec } = pod
  const annotations = metadata.annotations ?? {}
  const graceSeconds = spec?.terminationGracePeriodSeconds ?? defaultGraceSeconds
  return {
    key: keyOf(pod),
    containers: [
      ...(spec?.initContainers ?? []).map((container) => ({
        name: container.name,
        kind: container.restartPolicy === 'Always' ? ('sidecar' as const) : ('init' as const),
        container,
      })),
      ...(spec?.containers ?? []).map((container) => ({ name: container.name, kind: 'main' as const, container })),
    ],
    volumes: spec?.volumes ?? [],
    labels: metadata.labels ?? {},
    annotations,
    graceSeconds,
    deadlineSeconds: spec?.activeDeadlineSeconds,
    deletion:
      metadata.deletionTimestamp === undefined
        ? undefined
        : { graceSeconds: metadata.deletionGracePeriodSeconds ?? graceSeconds },
    finalizers: metadata.finalizers ?? [],
    sandboxed: annotations['gastown.io/unsandboxed'] !== 'true',
    searchPath: annotations['gastown.io/path'],
  }
}

export function keyOf(pod: V1Pod): PodKey {
  const { namespace = '', name = '', uid = '' } = pod.metadata ?? {}
  return { namespace, name, uid }
}

/** Desired state of the pod: most of its changes are the status that the kubelet itself wrote. */
export function desiredState({ metadata, spec }: V1Pod): string {
  return JSON.stringify([{ ...metadata, resourceVersion: undefined, managedFields: undefined }, spec])
}
