/** A container's view of the machine as bubblewrap's arguments: an allow-list, nothing else is there. */
import { existsSync } from 'node:fs'
import { lstat, readlink } from 'node:fs/promises'
import type { V1Container } from '../../kube/wire.ts'
import { parseQuantity } from '../../text/quantity.ts'
import { ConfigError } from '../run/config-error.ts'
import { ifThereAsync } from '../../if-there.ts'

export interface SandboxMount {
  readonly source: string
  readonly target: string
  readonly readOnly: boolean
}

export interface SandboxView {
  readonly hostname: string
  readonly mounts: readonly SandboxMount[]
  /** See `program-arguments.ts`. */
  readonly programs: readonly string[]
  readonly terminationLog: SandboxMount
  readonly environment: ReadonlyMap<string, string>
  readonly folder: string
  /** Our own programs share one, which has no terminal either. */
  readonly newSession: boolean
  /** See `memoryBytes`; undefined where bubblewrap knows no sizes. */
  readonly memoryBytes: number | undefined
  /** The file descriptor that the filter of system calls is read from, where there is one. */
  readonly filter: number | undefined
}

const systemRoots = ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32']

/** What programs need of /etc, and nothing that tells of users or keys. */
const systemFiles = [
  'alternatives',
  'ca-certificates',
  'crypto-policies',
  'host.conf',
  'hosts',
  'gai.conf',
  'ld.so.cache',
  'ld.so.conf',
  'ld.so.conf.d',
  'localtime',
  'mime.types',
  'nsswitch.conf',
  'pki',
  'protocols',
  'resolv.conf',
  'services',
  'ssl',
  'timezone',
]

/** Inside the folders above, the machine's own keys, which a daemon of root could read. */
const privateKeys = ['/etc/ssl/private', '/etc/pki/tls/private']

/** What container runtimes hide of `/proc`, which tells of the whole machine: its keyrings, memory and kernel. */
const hiddenFiles = ['keys', 'key-users', 'kcore', 'kmsg', 'latency_stats', 'sched_debug', 'timer_list', 'timer_stats']
const hiddenFolders = ['acpi', 'asound', 'scsi']

/** root is mapped to an ordinary user inside: agents refuse to run as root, and nothing should think it is. */
export function sandboxUser(): { readonly uid: number; readonly gid: number } {
  const uid = process.getuid?.() ?? 1000
  return uid === 0 ? { uid: 1000, gid: 1000 } : { uid, gid: process.getgid?.() ?? uid }
}

/** As container runtimes have it for /dev/shm, where no limit of memory says otherwise. */
const usualMemoryBytes = 64 * 1024 * 1024

/** More than any machine has, and a number that bubblewrap takes. */
const largestBytes = 2 ** 50

/** How much may lie in each folder of a container that is kept in memory: as much as it may have at all. */
export function memoryBytes({ resources }: V1Container): number {
  const limit = Math.floor(parseQuantity(resources?.limits?.['memory'] ?? '') ?? 0)
  return limit === 0 ? usualMemoryBytes : Math.min(limit, largestBytes)
}

/** Namespaces and the system's own folders. What can be written lies in memory, and is no larger than `size`. */
export async function systemArguments(size: number | undefined): Promise<string[]> {
  const { uid, gid } = sandboxUser()
  const folders = await Promise.all(systemRoots.map(systemFolder))
  const options = [
    ['--unshare-user', '--uid', String(uid), '--gid', String(gid)],
    ['--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try'],
    ['--cap-drop', 'ALL'],
    ['--ro-bind', '/usr', '/usr'],
    ...folders,
    ...systemFiles.map((name) => ['--ro-bind-try', `/etc/${name}`, `/etc/${name}`]),
    ...privateKeys.filter((folder) => existsSync(folder)).map((folder) => ['--tmpfs', folder, '--remount-ro', folder]),
    ['--proc', '/proc', ...hiddenOfProc()],
    ['--dev', '/dev', ...inMemory('/dev/shm', size), ...inMemory('/tmp', size), '--tmpfs', '/run', '--dir', '/var/tmp'],
  ]
  return options.flat()
}

function inMemory(place: string, size: number | undefined): string[] {
  return size === undefined ? ['--tmpfs', place] : ['--size', String(size), '--tmpfs', place]
}

/** What of the system itself is in every sandbox, for people. */
export function systemPlaces(): string[] {
  return ['/usr', ...systemRoots, ...systemFiles.map((name) => `/etc/${name}`)].filter((place) => existsSync(place))
}

function hiddenOfProc(): string[] {
  const files = hiddenFiles.filter((name) => existsSync(`/proc/${name}`))
  const folders = hiddenFolders.filter((name) => existsSync(`/proc/${name}`))
  return [
    ...files.flatMap((name) => ['--dev-bind', '/dev/null', `/proc/${name}`]),
    ...folders.flatMap((name) => ['--tmpfs', `/proc/${name}`, '--remount-ro', `/proc/${name}`]),
  ]
}

export async function sandboxArguments(view: SandboxView): Promise<string[]> {
  const options = [
    await systemArguments(view.memoryBytes),
    ['--hostname', view.hostname, '--die-with-parent', '--as-pid-1'],
    view.newSession ? ['--new-session'] : [],
    view.filter === undefined ? [] : ['--seccomp', String(view.filter)],
    // Outer folders before those inside them.
    outerFirst(view.mounts.map((mount) => ({ place: mount.target, words: bind(mount) }))),
    view.programs,
    bind(view.terminationLog),
    ['--remount-ro', '/dev', '--remount-ro', '/run', '--remount-ro', '/'],
    ['--clearenv'],
    ...[...view.environment].map(([name, value]) => ['--setenv', name, value]),
    ['--chdir', view.folder],
  ]
  const words = options.flat()
  // Arguments are handed over with NUL between them: a value that holds one would be read as further options.
  if (words.some((word) => word.includes('\0')))
    throw new ConfigError('CreateContainerConfigError', 'a variable or path contains a NUL byte')
  return words
}

function bind({ source, target, readOnly }: SandboxMount): string[] {
  return [readOnly ? '--ro-bind' : '--bind', source, target]
}

export interface Placed {
  readonly place: string
  readonly words: readonly string[]
}

/** What is mounted later hides what lies inside of it. */
export function outerFirst(placed: readonly Placed[]): string[] {
  const depth = ({ place }: Placed) => place.split('/').length
  return placed.toSorted((a, b) => depth(a) - depth(b)).flatMap(({ words }) => words)
}

/** A link into /usr where the distribution has merged them, a folder of its own elsewhere. */
async function systemFolder(place: string): Promise<string[]> {
  const found = await ifThereAsync(() => lstat(place))
  if (found === undefined) return []
  return found.isSymbolicLink() ? ['--symlink', await readlink(place), place] : ['--ro-bind', place, place]
}
