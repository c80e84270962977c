/** A pod's volumes as folders beside each other: git's alternates are relative, so they are siblings here too. */
import { chmod, mkdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { V1Volume } from '../../kube/wire.ts'
import type { ReadObject } from '../pod/pod-objects.ts'
import type { PodSpec } from '../pod/pod-spec.ts'
import { removeFolder } from './remove-folder.ts'
import { makeSecretFolder } from './secret-folders.ts'
import { downwardFile, volumeFiles, type DownwardItem, type VolumeFile } from './volume-files.ts'

export interface VolumeHome {
  /** `<pod folder>/volumes`. */
  readonly folder: string
  /** A folder in memory for this pod's secrets, where the machine has one. */
  readonly secretFolder: string | undefined
}

export class PodVolumes {
  readonly #home: VolumeHome
  /** Volumes that need not be made again while this process lives; those in memory go with a logout. */
  readonly #made = new Set<string>()
  /** What downward API files are known to hold. */
  readonly #told = new Map<string, Buffer>()

  constructor(home: VolumeHome) {
    this.#home = home
  }

  /** Makes every volume that is not there yet; files already there are left alone. */
  async make(pod: PodSpec, read: ReadObject): Promise<void> {
    const { folder, secretFolder } = this.#home
    if (this.#made.size === 0) await mkdir(folder, { recursive: true, mode: 0o700 })
    if (secretFolder !== undefined) await makeSecretFolder(secretFolder, dirname(folder))
    for (const volume of pod.volumes) {
      if (this.#made.has(volume.name)) continue
      if (!(await exists(join(this.#home.folder, volume.name))))
        await makeVolume(volume, this.#home, await volumeFiles(pod, volume, read))
      if (!holdsSecrets(volume)) this.#made.add(volume.name)
    }
  }

  /** Brings the downward API files up to date with the pod's annotations and labels, each by rename. */
  async refreshDownward(pod: PodSpec): Promise<void> {
    for (const volume of pod.volumes) {
      for (const item of downwardItems(volume)) {
        const file = downwardFile(pod, volume, item)
        const place = join(this.#home.folder, volume.name, file.path)
        if (this.#told.get(place)?.equals(file.content)) continue
        if (!(await exists(join(this.#home.folder, volume.name)))) break
        const now = await readFile(place).catch(() => undefined)
        if (now === undefined || !now.equals(file.content)) await put(place, file)
        this.#told.set(place, file.content)
      }
    }
  }

  /** Ends what should not outlive the pod's containers. */
  async removeSecrets(pod: PodSpec): Promise<void> {
    const { folder, secretFolder } = this.#home
    if (secretFolder !== undefined) await removeFolder(secretFolder)
    for (const volume of pod.volumes) if (volume.secret !== undefined) await removeFolder(join(folder, volume.name))
  }
}

function downwardItems(volume: V1Volume): DownwardItem[] {
  const projected = (volume.projected?.sources ?? []).map((source) => source.downwardAPI)
  return [volume.downwardAPI, ...projected].flatMap((source) => source?.items ?? [])
}

function holdsSecrets(volume: V1Volume): boolean {
  return volume.secret !== undefined || (volume.projected?.sources ?? []).some(({ secret }) => secret !== undefined)
}

async function makeVolume(volume: V1Volume, home: VolumeHome, files: readonly VolumeFile[]): Promise<void> {
  const place = join(home.folder, volume.name)
  if (volume.emptyDir !== undefined) {
    await mkdir(place, { recursive: true, mode: 0o755 })
    return
  }
  const secret = holdsSecrets(volume)
  const made = secret && home.secretFolder !== undefined ? join(home.secretFolder, volume.name) : `${place}.new`
  await removeFolder(made)
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
