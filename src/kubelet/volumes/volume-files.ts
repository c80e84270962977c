import type { V1Volume } from '../../kube/wire.ts'
import { ConfigError } from '../run/config-error.ts'
import { fieldValue } from '../run/field-path.ts'
import type { ObjectKind, ReadObject } from '../pod/pod-objects.ts'
import type { PodSpec } from '../pod/pod-spec.ts'

export interface VolumeFile {
  readonly path: string
  readonly content: Buffer
  readonly mode: number
}

/** What a volume holds at its start. Nothing for an emptyDir; only the kinds that gastown's own pods use. */
export async function volumeFiles(pod: PodSpec, volume: V1Volume, read: ReadObject): Promise<VolumeFile[]> {
  if (volume.emptyDir !== undefined) return []
  if (volume.secret !== undefined) {
    const { secretName, items, optional, defaultMode } = volume.secret
    return await objectFiles('secret', volume, { name: secretName, items, optional }, defaultMode ?? 0o600, read)
  }
  if (volume.configMap !== undefined) {
    const { defaultMode = 0o644 } = volume.configMap
    return await objectFiles('configmap', volume, volume.configMap, defaultMode, read)
  }
  if (volume.downwardAPI !== undefined)
    return (volume.downwardAPI.items ?? []).map((item) => downwardFile(pod, volume, item))
  if (volume.projected === undefined)
    throw new ConfigError(
      'FailedMount',
      `MountVolume.SetUp failed for volume "${volume.name}" : local mode has no such kind of volume`,
    )
  const files: VolumeFile[] = []
  const mode = volume.projected.defaultMode ?? 0o644
  for (const source of volume.projected.sources ?? []) {
    if (source.secret !== undefined) files.push(...(await objectFiles('secret', volume, source.secret, mode, read)))
    if (source.configMap !== undefined)
      files.push(...(await objectFiles('configmap', volume, source.configMap, mode, read)))
    files.push(...(source.downwardAPI?.items ?? []).map((item) => downwardFile(pod, volume, item)))
  }
  return files
}

interface ObjectSource {
  readonly name?: string
  readonly optional?: boolean
  readonly items?: readonly { readonly key: string; readonly path: string; readonly mode?: number }[]
}

async function objectFiles(
  kind: ObjectKind,
  volume: V1Volume,
  source: ObjectSource,
  defaultMode: number,
  read: ReadObject,
): Promise<VolumeFile[]> {
  const name = source.name ?? ''
  const failed = (why: string) =>
    new ConfigError('FailedMount', `MountVolume.SetUp failed for volume "${volume.name}" : ${why}`)
  const values = await read(kind, name)
  if (values === undefined && source.optional !== true) throw failed(`${kind} "${name}" not found`)
  if (source.items === undefined)
    return [...(values ?? [])].map(([path, content]) => ({ path, content, mode: defaultMode }))
  return source.items.flatMap(({ key, path, mode }) => {
    const content = values?.get(key)
    if (content !== undefined) return [{ path: inside(path, volume), content, mode: mode ?? defaultMode }]
    if (source.optional === true) return []
    throw failed(`references non-existent ${kind} key: ${key}`)
  })
}

export interface DownwardItem {
  readonly path: string
  readonly mode?: number
  readonly fieldRef?: { readonly fieldPath: string }
}

export function downwardFile(pod: PodSpec, volume: V1Volume, item: DownwardItem): VolumeFile {
  const value = fieldValue(pod, item.fieldRef?.fieldPath ?? '') ?? ''
  return { path: inside(item.path, volume), content: Buffer.from(value), mode: item.mode ?? 0o644 }
}

function inside(path: string, volume: V1Volume): string {
  if (!path.startsWith('/') && !path.split('/').includes('..')) return path
  throw new ConfigError('FailedMount', `volume "${volume.name}" names the file ${path}, which is not inside it`)
}
