/** Disks that are soon full: a small tmpfs over a folder, which needs root. */
import { execFileSync, spawnSync } from 'node:child_process'
import { userInfo } from 'node:os'
import { join } from 'node:path'

export const canMount = process.platform === 'linux' && userInfo().uid === 0

/** Disposed before the folder around it is removed; who still works there keeps what he has open. */
export function smallDisk(folder: string, megabytes: number): Disposable {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder])
  return { [Symbol.dispose]: () => void execFileSync('umount', ['--lazy', folder]) }
}

/** Takes what is left, in a file of its own, which is returned. */
export function fillDisk(folder: string): string {
  const filler = join(folder, 'filler')
  spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=4k'])
  return filler
}
