/** A pod's volumes as folders beside each other: git's alternates are relative, so they are siblings here too. */
import { chmod, mkdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { V1Volume } from '../kube/wire.ts'
import type { ReadObject } from './pod-objects.ts'
import type { PodSpec } from './pod-spec.ts'
import { downwardFile, volumeFiles, type VolumeFile } from './volume-files.ts'

export interface VolumeHome {
  /** `<pod folder>/volumes`. */
  readonly folder: string
  /** A folder in memory for this pod's secrets, where the machine has one. */
  readonly secretFolder: string | undefined
}

/** Makes every volume that is not there yet; files already there are left alone. */
export async function makeVolumes(pod: PodSpec, home: VolumeHome, read: ReadObject): Promise<void> {
  await mkdir(home.folder, { recursive: true, mode: 0o700 })
  for (const volume of pod.volumes) {
    if (await exists(join(home.folder, volume.name))) continue
    const files = await volumeFiles(pod, volume, read)
    await makeVolume(volume, home, files)
  }
}

/** Brings the downward API files up to date with the pod's annotations and labels, each by rename. */
export async function refreshDownward(pod: PodSpec, home: VolumeHome): Promise<void> {
  for (const volume of pod.volumes) {
    const items = [volume.downwardAPI, ...(volume.projected?.sources ?? []).map((source) => source.downwardAPI)]
      .flatMap((source) => source?.items ?? [])
      .map((item) => downwardFile(pod, volume, item))
    const folder = join(home.folder, volume.name)
    if (items.length === 0 || !(await exists(folder))) continue
    for (const file of items) {
      const place = join(folder, file.path)
      const now = await readFile(place).catch(() => undefined)
      if (now === undefined || !now.equals(file.content)) await put(place, file)
    }
  }
}

/** Ends what should not outlive the pod's containers. */
export async function removeSecrets(pod: PodSpec, home: VolumeHome): Promise<void> {
  if (home.secretFolder !== undefined) await rm(home.secretFolder, { recursive: true, force: true })
  for (const volume of pod.volumes)
    if (volume.secret !== undefined) await rm(join(home.folder, volume.name), { recursive: true, force: true })
}

async function makeVolume(volume: V1Volume, home: VolumeHome, files: readonly VolumeFile[]): Promise<void> {
  const place = join(home.folder, volume.name)
  const secret = volume.secret !== undefined || (volume.projected?.sources ?? []).some((s) => s.secret !== undefined)
  const made = secret && home.secretFolder !== undefined ? join(home.secretFolder, volume.name) : `${place}.new`
  await rm(made, { recursive: true, force: true })
  await mkdir(made, { recursive: true, mode: secret ? 0o700 : 0o755 })
  for (const file of files) await put(join(made, file.path), secret ? { ...file, mode: file.mode & 0o700 } : file)
  if (made !== `${place}.new`) {
    await rm(place, { force: true })
    await symlink(made, place)
  } else await rename(made, place)
}

async function put(place: string, file: VolumeFile): Promise<void> {
  await mkdir(dirname(place), { recursive: true })
  const fresh = join(dirname(place), `.new-${process.pid}`)
  await writeFile(fresh, file.content, { mode: 0o600 })
  await chmod(fresh, file.mode)
  await rename(fresh, place)
}

async function exists(place: string): Promise<boolean> {
  return await stat(place).then(
    () => true,
    () => false,
  )
}
