/**
 * Limits of memory, processes and processors for each run, by control groups where this user may make some. A run's
 * script joins its groups before it becomes the container, so that they hold from the first instruction, and without the
 * daemon.
 */
import { execFile } from 'node:child_process'
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs'
import { createHash } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { messageOf } from '../errors.ts'
import { controllers, readHierarchies, type Controller, type Hierarchy } from './cgroup-hierarchies.ts'
import { cgroupVersions, type Limits, type Setting } from './cgroup-versions.ts'
import { isWithin } from './within.ts'

/** Which limits hold on this machine. */
export interface LimitsHeld {
  readonly memory: boolean
  readonly cpu: boolean
  /** `user`: for all processes of the user together. */
  readonly processes: 'run' | 'user'
  /** Where one does not hold for each run: why, for people. */
  readonly why?: string
}

export interface Cgroups {
  readonly held: LimitsHeld
  readonly processes: number
  /** Which the groups of runs are made in. */
  readonly folders: readonly string[]
  /** Makes the groups of a run; their folders. */
  make(run: string, limits: Omit<Limits, 'processes'>): readonly string[]
  /** Removes the groups of runs that are over; false where something still is in one. */
  sweep(isOver: (run: string) => boolean): boolean
  /** Leaves nothing behind where no run is left; the others go on. */
  close(): void
}

/** As many as OpenShift gives a pod. */
const mostProcesses = 4096

interface Base {
  readonly version: 1 | 2
  readonly controllers: readonly Controller[]
  readonly folder: string
}

export interface CgroupOptions {
  /** Tells this daemon's groups from another's. */
  readonly name: string
  readonly processes?: number
  readonly hierarchies?: readonly Hierarchy[]
}

export async function openCgroups({ name, processes = mostProcesses, hierarchies }: CgroupOptions): Promise<Cgroups> {
  const bases: Base[] = []
  const problems: string[] = []
  for (const hierarchy of hierarchies ?? ownHierarchies()) {
    if (hierarchy.controllers.length === 0) continue
    try {
      const base = makeBase(hierarchy, `gastown-${createHash('sha256').update(name).digest('hex').slice(0, 12)}`)
      await tryToJoin(base.folder)
      bases.push(base)
    } catch (error) {
      problems.push(messageOf(error))
    }
  }
  const has = (wanted: Controller) => bases.some((base) => base.controllers.includes(wanted))
  const missing = controllers.filter((one) => !has(one))
  const none = 'there are no control groups on this machine'
  return {
    held: {
      memory: has('memory'),
      cpu: has('cpu'),
      processes: has('pids') ? 'run' : 'user',
      ...(missing.length === 0 ? {} : { why: problems[0] ?? none }),
    },
    processes,
    folders: bases.map(({ folder }) => folder),
    make: (run, limits) => bases.flatMap((base) => makeGroup(base, run, { ...limits, processes })),
    sweep: (isOver) => bases.map((base) => sweepBase(base, isOver)).every(Boolean),
    close: () => {
      for (const { folder } of bases) removeGroup(folder)
    },
  }
}

function ownHierarchies(): Hierarchy[] {
  try {
    return readHierarchies(readFileSync('/proc/self/cgroup', 'utf8'), readFileSync('/proc/self/mountinfo', 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function makeBase(hierarchy: Hierarchy, name: string): Base {
  const { version } = hierarchy
  const { parent, usable } =
    version === 1 ? { parent: hierarchy.own, usable: hierarchy.controllers } : divisible(hierarchy)
  const base = { version, controllers: usable, folder: join(parent, name) }
  furnish(base)
  return base
}

function furnish({ version, controllers: usable, folder }: Base): void {
  mkdirSync(folder, { recursive: true })
  if (version === 2) writeFileSync(join(folder, 'cgroup.subtree_control'), usable.map((one) => `+${one}`).join(' '))
  if (usable.includes('cpu')) apply(folder, cgroupVersions[version].all(availableParallelism()))
}

/**
 * A group with processes of its own cannot be divided, and this process's group has some: so the nearest one above it
 * that hands controllers on, and that this user may write.
 */
export function divisible({ own, top, controllers: wanted }: Hierarchy): {
  parent: string
  usable: readonly Controller[]
} {
  let best: { parent: string; usable: readonly Controller[] } | undefined
  for (let at = own; isWithin(at, top); at = dirname(at)) {
    const usable = handedOn(at, wanted)
    if (usable.length > (best?.usable.length ?? 0) && isWritable(at) && isWritable(join(at, 'cgroup.procs')))
      best = { parent: at, usable }
  }
  if (best === undefined)
    throw new Error(`no group above ${own} may be divided by this user and hands controllers on (cgroup v2)`)
  return best
}

function handedOn(folder: string, wanted: readonly Controller[]): Controller[] {
  const words = (file: string) => new Set(readOr(join(folder, file), '').trim().split(' '))
  // The machine's own root may have processes, and there may be nobody else to divide it.
  const isRoot = !existsSync(join(folder, 'cgroup.type'))
  const given = words(isRoot && isWritable(folder) ? 'cgroup.controllers' : 'cgroup.subtree_control')
  const usable = wanted.filter((name) => given.has(name))
  if (isRoot && usable.length > 0 && isWritable(folder))
    writeFileSync(join(folder, 'cgroup.subtree_control'), usable.map((name) => `+${name}`).join(' '))
  return usable
}

/** Only that shows whether this user may move a process there. */
async function tryToJoin(base: string): Promise<void> {
  const group = join(base, `probe-${process.pid}`)
  mkdirSync(group)
  try {
    await promisify(execFile)('/bin/sh', ['-c', 'echo "$$" > "$1/cgroup.procs"', 'sh', group])
  } catch (error) {
    throw new Error(`no process can be moved to ${group}: ${messageOf(error)}`, { cause: error })
  } finally {
    rmdirSync(group)
  }
}

function makeGroup(base: Base, run: string, limits: Limits): string[] {
  const { version, controllers: usable, folder } = base
  const wanted = usable.filter((name) => name !== 'cpu' || limits.withCpu)
  if (wanted.length === 0) return []
  // Somebody who tidies up may have removed it.
  if (!existsSync(folder)) furnish(base)
  const group = join(folder, run)
  mkdirSync(group, { recursive: true })
  for (const name of wanted) for (const setting of cgroupVersions[version].settings[name](limits)) apply(group, setting)
  return [group]
}

function apply(folder: string, { file, value, optional }: Setting): void {
  const place = join(folder, file)
  if (optional === true && !existsSync(place)) return
  writeFileSync(place, value)
}

function sweepBase({ folder }: Base, isOver: (run: string) => boolean): boolean {
  if (!existsSync(folder)) return true
  const groups = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const over = groups.filter(({ name }) => isOver(name))
  return over.map(({ name }) => removeGroup(join(folder, name))).every(Boolean)
}

/** False where something still is in it. */
export function removeGroup(group: string): boolean {
  try {
    rmdirSync(group)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''
    if (code === 'EBUSY' || code === 'ENOTEMPTY') return false
    if (code !== 'ENOENT') throw error
  }
  return true
}

/** Ends what is in a group. */
export function killGroup(group: string): void {
  for (const pid of readOr(join(group, 'cgroup.procs'), '').split('\n').filter(Boolean))
    try {
      process.kill(Number(pid), 'SIGKILL')
    } catch (error) {
      // It ended by itself in between.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
}

/** How many processes of a group were killed for its memory; undefined where it does not count them. */
export function memoryKills(group: string): number | undefined {
  for (const { kills } of Object.values(cgroupVersions)) {
    const count = /^oom_kill (\d+)$/m.exec(readOr(join(group, kills), ''))?.[1]
    if (count !== undefined) return Number(count)
  }
  return undefined
}

function isWritable(place: string): boolean {
  try {
    accessSync(place, constants.W_OK)
    return true
  } catch {
    return false
  }
}

function readOr(place: string, otherwise: string): string {
  try {
    return readFileSync(place, 'utf8')
  } catch {
    // Another version's file, or a group that is gone.
    return otherwise
  }
}
