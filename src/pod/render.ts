/**
 * The pod of one attempt, and the ConfigMap that it reads. Pure: no clock, randomness, environment, file or client, so
 * that operator, dry run and golden tests make the same call.
 */
import { agentNamed } from '../agents/table.ts'
import type { V1ConfigMap, V1Pod } from '../kube/wire.ts'
import { finalizers } from '../polecat/names.ts'
import type { ResolvedSpec } from '../polecat/resolve.ts'
import type { Polecat } from '../polecat/schema.ts'
import type { Rig } from '../rig/schema.ts'
import { agentContainer } from './agent-container.ts'
import { agentRun } from './agent-run.ts'
import { withAgentSecrets } from './agent-secrets.ts'
import type { Credential } from './credential.ts'
import { initContainers } from './git-containers.ts'
import { localAnnotations, marksOf } from './labels.ts'
import { containers } from './layout.ts'
import { podName } from './names.ts'
import { mergePodTemplate, templateImage } from './pod-template.ts'
import { podSecurity } from './security.ts'
import { attemptSettings } from './settings.ts'
import type { PodTexts } from './texts.ts'
import { volumesOf, type HomeFile } from './volumes.ts'

export interface RenderOptions {
  readonly workerNamespace: string
  /** The gastown image, of every container but the agent's. */
  readonly image: string
  /** The agent's image where polecat and rig name none. */
  readonly agentImage: string
  readonly local: boolean
  readonly openshiftUidRange: boolean
  /** The Secret with the git credential, once it is known which one serves. */
  readonly gitSecret?: string
  /** The model's credential, likewise. */
  readonly llm?: Credential
}

export interface Attempt {
  readonly polecat: Polecat
  readonly rig: Rig
  readonly resolved: ResolvedSpec
  readonly attempt: number
  readonly options: RenderOptions
  readonly texts: PodTexts
}

const graceSeconds = 120

export function renderAttempt(input: Attempt): { pod: V1Pod; configMap: V1ConfigMap } {
  const { polecat, resolved, attempt, options } = input
  const name = podName(polecat, attempt)
  const marks = marksOf(polecat, attempt)
  const metadata = { name, namespace: options.workerNamespace, labels: marks.labels }
  const machineGit = options.local && options.gitSecret === undefined
  const settings = attemptSettings(polecat, resolved, attempt, { local: options.local, machineGit })
  return {
    configMap: {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { ...metadata, annotations: marks.annotations },
      immutable: true,
      data: {
        'entry.sh': input.texts.entry,
        prompt: resolved.taskDescription,
        ...(hasPreamble(resolved) && { preamble: input.rig.spec.settings.preamble ?? input.texts.preamble }),
        'settings.json': JSON.stringify(settings),
        ...Object.fromEntries(homeFiles(input).map(({ key, text }) => [key, text])),
      },
    },
    pod: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        ...metadata,
        annotations: {
          'kubectl.kubernetes.io/default-container': containers.agent,
          ...marks.annotations,
          ...(options.local ? localAnnotations(polecat) : {}),
        },
        finalizers: [finalizers.pod],
      },
      spec: withAgentSecrets(mergePodTemplate(podSpec(input, name, machineGit), input.rig.spec.podTemplate)),
    },
  }
}

function hasPreamble({ agent }: ResolvedSpec): boolean {
  return agentNamed(agent)?.takesPreamble === true
}

/** A key of a ConfigMap cannot be a path. */
function homeFiles({ polecat, resolved, attempt }: Attempt): (HomeFile & { readonly text: string })[] {
  const texts = agentNamed(resolved.agent)?.files?.(agentRun(polecat, resolved, attempt)) ?? {}
  return Object.entries(texts).map(([path, text], index) => ({ key: `home-${index}`, path, text }))
}

/** The image that the agent runs in. */
export function agentImage({ resolved, rig, options }: Pick<Attempt, 'resolved' | 'rig' | 'options'>): string {
  return resolved.image ?? templateImage(rig.spec.podTemplate) ?? options.agentImage
}

function podSpec(input: Attempt, configMap: string, machineGit: boolean): NonNullable<V1Pod['spec']> {
  const { polecat, resolved, attempt, options } = input
  const volumes = volumesOf({
    configMap,
    preamble: hasPreamble(resolved),
    homeFiles: homeFiles(input),
    gitSecret: options.gitSecret,
    knownHostsConfigMap: resolved.knownHostsConfigMap,
    llmSecret: options.llm,
  })
  return {
    restartPolicy: 'Never',
    terminationGracePeriodSeconds: graceSeconds,
    activeDeadlineSeconds: resolved.deadlineSeconds,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: podSecurity(options.openshiftUidRange),
    ...scheduling(resolved),
    volumes,
    initContainers: initContainers({ image: options.image, volumes, machineGit }),
    containers: [agentContainer(polecat, resolved, attempt, { image: agentImage(input), volumes, llm: options.llm })],
  }
}

function scheduling({ nodeSelector, tolerations, runtimeClassName }: ResolvedSpec): Partial<V1Pod['spec']> {
  return {
    ...(Object.keys(nodeSelector).length > 0 && { nodeSelector: { ...nodeSelector } }),
    ...(tolerations.length > 0 && { tolerations: tolerations.map((toleration) => ({ ...toleration })) }),
    ...(runtimeClassName !== undefined && { runtimeClassName }),
  }
}
