/** The pod that pushes what an attempt held back: setup and git-push alone, far from anything that the agent wrote to. */
import type { V1ConfigMap, V1Pod } from '../kube/wire.ts'
import { finalizers } from '../polecat/names.ts'
import { releaseContainers } from './git-containers.ts'
import { localAnnotations, marksOf } from './labels.ts'
import { containers } from './layout.ts'
import { releasePodName } from './names.ts'
import type { Attempt } from './render.ts'
import { podSecurity } from './security.ts'
import { attemptSettings } from './settings.ts'
import { volumesOf } from './volumes.ts'

/** Volumes of an attempt that this one has a use for. */
const needed: readonly string[] = ['passwd', 'times', 'private', 'settings', 'git-credential', 'known-hosts']
const graceSeconds = 30
export const releaseSeconds = 900

export function renderRelease(input: Omit<Attempt, 'texts'>): { pod: V1Pod; configMap: V1ConfigMap } {
  const { polecat, resolved, attempt, options } = input
  const name = releasePodName(polecat, attempt)
  const marks = marksOf(polecat, attempt)
  const metadata = { name, namespace: options.workerNamespace, labels: marks.labels }
  const machineGit = options.local && options.gitSecret === undefined
  const settings = {
    ...attemptSettings(polecat, resolved, attempt, { local: options.local, machineGit }),
    // As the attempt had it, which may be another name than was asked for.
    workBranch: polecat.status?.branch ?? resolved.workBranch,
  }
  const sources = { configMap: name, gitSecret: options.gitSecret, knownHostsConfigMap: resolved.knownHostsConfigMap }
  const volumes = volumesOf(sources).filter((volume) => needed.includes(volume.name))
  const local = options.local ? localAnnotations(polecat) : {}
  return {
    configMap: {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { ...metadata, annotations: marks.annotations },
      immutable: true,
      data: { 'settings.json': JSON.stringify(settings) },
    },
    pod: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        ...metadata,
        annotations: { 'kubectl.kubernetes.io/default-container': containers.push, ...marks.annotations, ...local },
        finalizers: [finalizers.pod],
      },
      spec: {
        restartPolicy: 'Never',
        terminationGracePeriodSeconds: graceSeconds,
        activeDeadlineSeconds: releaseSeconds,
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: podSecurity(options.openshiftUidRange),
        ...(Object.keys(resolved.nodeSelector).length > 0 && { nodeSelector: { ...resolved.nodeSelector } }),
        ...(resolved.tolerations.length > 0 && { tolerations: resolved.tolerations.map((one) => ({ ...one })) }),
        volumes,
        ...releaseContainers({ image: options.image, volumes, machineGit }),
      },
    },
  }
}
