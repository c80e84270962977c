/** Which places of the machine a sandbox may be shown at all, and which it has already. */
import { isWithin } from './within.ts'

export interface ProgramLimits {
  readonly home: string
  /** Further folders that stay closed, with all that is in them. */
  readonly closed: readonly string[]
}

const systemFolders = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32']
const closedFolders = ['/run', '/var/run', '/proc', '/sys', '/dev', '/etc', '/var/lib', '/boot', '/lost+found']
const shared = ['/', '/tmp', '/opt', '/var', '/home', '/root', '/mnt', '/media', '/srv']

export function isSystem(place: string): boolean {
  return systemFolders.some((folder) => isWithin(place, folder))
}

/** The distribution's own scripts are run by its own programs. */
export function isDistribution(place: string): boolean {
  return isSystem(place) && !isWithin(place, '/usr/local')
}

/** Never a folder that holds the user's home or another closed one, nor anything inside a closed one. */
export function isOpen(place: string, { home, closed }: ProgramLimits): boolean {
  return (
    !shared.includes(place) &&
    !isWithin(home, place) &&
    ![...closedFolders, ...closed].some((folder) => isWithin(place, folder) || isWithin(folder, place))
  )
}
