/**
 * Which container sees which volume, and how: the heart of the pod's safety. Once the agent runs, a volume that it can
 * write is never written by a container that holds the git credential.
 */
import type { V1Volume, V1VolumeMount } from '../kube/wire.ts'
import { annotations } from '../polecat/names.ts'
import { parseQuantity } from '../text/quantity.ts'
import { containers, files, mounts, type ContainerName } from './layout.ts'

type VolumeName = keyof typeof mounts

/** Volumes on the node's disk, with the size past which the kubelet evicts the pod. */
const sizeLimits = {
  passwd: '1Mi',
  times: '1Mi',
  base: '20Gi',
  handoff: '20Gi',
  private: '20Gi',
  workspace: '20Gi',
  control: '1Gi',
  ack: '1Mi',
  output: '5Gi',
  home: '5Gi',
  tmp: '5Gi',
} as const satisfies Partial<Record<VolumeName, string>>

const writableByAgent = ['workspace', 'output', 'home', 'tmp'] as const

interface View {
  readonly write: readonly VolumeName[]
  readonly read: readonly VolumeName[]
}

const views: Record<ContainerName, View> = {
  [containers.setup]: { write: ['passwd', 'times'], read: [] },
  [containers.clone]: {
    write: ['base', 'handoff', 'private', 'workspace'],
    read: ['git-credential', 'known-hosts', 'settings'],
  },
  [containers.push]: {
    write: ['private', 'ack'],
    read: ['base', 'handoff', 'git-credential', 'known-hosts', 'settings'],
  },
  [containers.save]: {
    write: ['workspace', 'handoff', 'control'],
    read: ['base', 'ack', 'output', 'times', 'stop', 'llm-credential', 'settings'],
  },
  [containers.agent]: {
    write: ['workspace', 'output', 'home', 'tmp'],
    read: ['base', 'control', 'ack', 'times', 'entry', 'prompt', 'llm-credential'],
  },
}

/** A file of the agent's home folder: its key in the ConfigMap, and its path below that folder. */
export interface HomeFile {
  readonly key: string
  readonly path: string
}

/** The objects that an attempt's volumes come from. */
export interface Sources {
  readonly configMap: string
  /** The prompt comes with one. */
  readonly preamble?: boolean
  /** Files for the agent's home folder, in the same ConfigMap. */
  readonly homeFiles?: readonly HomeFile[]
  readonly gitSecret?: string
  readonly knownHostsConfigMap?: string
  readonly llmSecret?: { readonly name: string; readonly key: string }
}

export function volumesOf(sources: Sources): V1Volume[] {
  return [
    ...Object.entries(sizeLimits).map(([name, sizeLimit]) => ({ name, emptyDir: { sizeLimit } })),
    annotationVolume(),
    configVolume('entry', sources.configMap, [files.entry]),
    promptVolume(sources),
    configVolume('settings', sources.configMap, [files.settings]),
    ...credentialVolumes(sources),
  ]
}

export function mountsOf(container: ContainerName, volumes: readonly V1Volume[]): V1VolumeMount[] {
  const exists = (name: VolumeName) => volumes.some((volume) => volume.name === name)
  const { write, read } = views[container]
  return [
    ...write.filter(exists).map((name) => ({ name, mountPath: mounts[name] })),
    ...read.filter(exists).map((name) => ({ name, mountPath: mounts[name], readOnly: true })),
    ...(container === containers.setup ? [] : [passwdMount]),
  ]
}

/** For git-save, which stops the agent before a volume is full: past `limit`, of the pod's disk, it would be evicted. */
export function agentVolumeBytes(limit: string | undefined): Record<string, number> {
  const most = parseQuantity(limit ?? '') ?? Infinity
  return Object.fromEntries(writableByAgent.map((name) => [name, Math.min(parseQuantity(sizeLimits[name]) ?? 0, most)]))
}

const passwdMount: V1VolumeMount = { name: 'passwd', mountPath: '/etc/passwd', subPath: 'passwd', readOnly: true }

function annotationVolume(): V1Volume {
  const items = (['stop', 'started', 'recorded'] as const).map((word) => ({
    path: fileName(files[word]),
    fieldRef: { fieldPath: `metadata.annotations['${annotations[word]}']` },
  }))
  return { name: 'stop', downwardAPI: { items } }
}

function promptVolume({ configMap, preamble, homeFiles = [] }: Sources): V1Volume {
  const further = homeFiles.map(({ key, path }) => ({ key, path: `${fileName(files.homeFiles)}/${path}` }))
  return configVolume('prompt', configMap, [files.prompt, ...(preamble ? [files.preamble] : [])], further)
}

type Items = NonNullable<NonNullable<V1Volume['configMap']>['items']>

function configVolume(name: VolumeName, configMap: string, paths: readonly string[], further: Items = []): V1Volume {
  const items = paths.map(fileName).map((file) => ({ key: file, path: file }))
  return { name, configMap: { name: configMap, items: [...items, ...further] } }
}

function credentialVolumes({ gitSecret, knownHostsConfigMap, llmSecret }: Sources): V1Volume[] {
  const volumes: V1Volume[] = []
  if (gitSecret !== undefined) {
    volumes.push({ name: 'git-credential', secret: { secretName: gitSecret, defaultMode: 0o400 } })
  }
  if (knownHostsConfigMap !== undefined) {
    volumes.push({ name: 'known-hosts', configMap: { name: knownHostsConfigMap } })
  }
  if (llmSecret !== undefined) {
    const { name, key } = llmSecret
    volumes.push({
      name: 'llm-credential',
      secret: { secretName: name, defaultMode: 0o400, items: [{ key, path: key }] },
    })
  }
  return volumes
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
