/** Where a container's mount paths are on this machine. */
import { existsSync, mkdirSync, realpathSync, symlinkSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import type { V1Container } from '../../kube/wire.ts'
import { ConfigError } from './config-error.ts'
import { removeFolder } from '../volumes/remove-folder.ts'
import type { SandboxMount } from '../sandbox/sandbox-arguments.ts'
import { isWithin } from '../sandbox/within.ts'

/** Each volume mount with the real folder or file behind it. */
export function mountsOf(container: V1Container, volumesFolder: string): SandboxMount[] {
  const mounts: SandboxMount[] = []
  for (const mount of container.volumeMounts ?? []) {
    if (
      !mount.mountPath.startsWith('/') ||
      mount.mountPath.split('/').includes('..') ||
      normalize(mount.mountPath) === '/'
    )
      throw failed(`mount path ${mount.mountPath} cannot be used`)
    const volume = realPlace(join(volumesFolder, mount.name))
    if (volume === undefined) throw failed(`volume "${mount.name}" is not part of the pod`)
    mounts.push({
      source: subPath(volume, mount.subPath),
      target: normalize(mount.mountPath).replace(/\/$/, ''),
      readOnly: mount.readOnly === true,
    })
  }
  return mounts
}

/** A container may have left links in its volume: what they lead to outside is not the volume's. */
function subPath(volume: string, path: string | undefined): string {
  if (path === undefined || path === '') return volume
  const place = join(volume, path)
  if (!isWithin(place, volume)) throw failed(`subPath ${path} leads out of its volume`)
  const parent = realPlace(dirname(place))
  if (parent === undefined || !isWithin(parent, volume)) throw failed(`subPath ${path} cannot be used`)
  if (!existsSync(place)) mkdirSync(place)
  const real = realPlace(place)
  if (real === undefined || !isWithin(real, volume)) throw failed(`subPath ${path} leads out of its volume`)
  return real
}

/** Without a sandbox: a folder that stands for `/`, with a link at each mount path. */
export async function makeRoot(root: string, mounts: readonly SandboxMount[]): Promise<void> {
  await removeFolder(root)
  mkdirSync(root, { recursive: true, mode: 0o700 })
  for (const { source, target } of mounts) {
    const outer = mounts.find((other) => other.target !== target && isWithin(target, other.target))
    if (outer !== undefined) throw failed(`${target} lies inside ${outer.target}, which needs a sandbox`)
    mkdirSync(dirname(join(root, target)), { recursive: true })
    symlinkSync(source, join(root, target))
  }
}

/** Where a path of the container is on this machine; undefined where it is no volume's. */
export function onMachine(path: string, mounts: readonly SandboxMount[]): string | undefined {
  const mount = mounts
    .filter((one) => isWithin(path, one.target))
    .toSorted((a, b) => b.target.length - a.target.length)[0]
  return mount === undefined ? undefined : join(mount.source, path.slice(mount.target.length))
}

function failed(why: string): ConfigError {
  return new ConfigError('CreateContainerConfigError', why)
}

function realPlace(place: string): string | undefined {
  try {
    return realpathSync.native(place)
  } catch {
    // Not there, or a link that leads nowhere.
    return undefined
  }
}
