/** A container's view of the machine as bubblewrap's arguments: an allow-list, nothing else is there. */
import { existsSync } from 'node:fs'
import { lstat, readlink } from 'node:fs/promises'
import { ConfigError } from './config-error.ts'

export interface SandboxMount {
  readonly source: string
  readonly target: string
  readonly readOnly: boolean
}

export interface SandboxView {
  readonly hostname: string
  readonly mounts: readonly SandboxMount[]
  /** Read-only folders and files of programs, at their own places. */
  readonly programs: readonly string[]
  readonly terminationLog: SandboxMount
  readonly environment: ReadonlyMap<string, string>
  readonly folder: string
  /** Our own programs share one, which has no terminal either. */
  readonly newSession: boolean
}

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

/** root is mapped to an ordinary user inside: agents refuse to run as root, and nothing should think it is. */
export function sandboxUser(): { readonly uid: number; readonly gid: number } {
  const uid = process.getuid?.() ?? 1000
  return uid === 0 ? { uid: 1000, gid: 1000 } : { uid, gid: process.getgid?.() ?? uid }
}

/** Namespaces and the system's own folders. */
export async function systemArguments(): Promise<string[]> {
  const { uid, gid } = sandboxUser()
  const folders = await Promise.all(['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'].map(systemFolder))
  const options = [
    ['--unshare-user', '--uid', String(uid), '--gid', String(gid)],
    ['--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try'],
    ['--cap-drop', 'ALL'],
    ['--ro-bind', '/usr', '/usr'],
    ...folders,
    ...systemFiles.map((name) => ['--ro-bind-try', `/etc/${name}`, `/etc/${name}`]),
    ...privateKeys.filter((folder) => existsSync(folder)).map((folder) => ['--tmpfs', folder]),
    ['--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp', '--tmpfs', '/run', '--dir', '/var/tmp'],
  ]
  return options.flat()
}

export async function sandboxArguments(view: SandboxView): Promise<string[]> {
  const options = [
    await systemArguments(),
    ['--hostname', view.hostname, '--die-with-parent', '--as-pid-1'],
    view.newSession ? ['--new-session'] : [],
    // Outer folders before those inside them.
    ...view.mounts.toSorted((a, b) => depth(a.target) - depth(b.target)).map(bind),
    ...view.programs.map((place) => ['--ro-bind', place, place]),
    bind(view.terminationLog),
    ['--remount-ro', '/run', '--remount-ro', '/'],
    ['--clearenv'],
    ...[...view.environment].map(([name, value]) => ['--setenv', name, value]),
    ['--chdir', view.folder],
  ]
  const words = options.flat()
  // They are handed over with NUL between them: a value that holds one would be read as further options.
  if (words.some((word) => word.includes('\0')))
    throw new ConfigError('CreateContainerConfigError', 'a variable or path holds a NUL byte')
  return words
}

function bind({ source, target, readOnly }: SandboxMount): string[] {
  return [readOnly ? '--ro-bind' : '--bind', source, target]
}

function depth(path: string): number {
  return path.split('/').length
}

/** A link into /usr where the distribution has merged them, a folder of its own elsewhere. */
async function systemFolder(place: string): Promise<string[]> {
  try {
    const found = await lstat(place)
    return found.isSymbolicLink() ? ['--symlink', await readlink(place), place] : ['--ro-bind', place, place]
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
