/**
 * Limits of memory, processes and processors for each run, by control groups where this user may make some. A run's
 * script joins its groups before it becomes the container, so that they hold from the first instruction, and without the
 * daemon.
 */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { codeOf, messageOf } from '../../errors.ts'
import { divisible } from './cgroup-division.ts'
import { controllers, readHierarchies, type Controller, type Hierarchy } from './cgroup-hierarchies.ts'
import { cgroupVersions, type Limits, type CgroupSetting } from './cgroup-versions.ts'
import { readIfThere } from '../../if-there.ts'

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
  removeOver(isOver: (run: string) => boolean): boolean
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
  const none =
    bases.length === 0
      ? 'there are no control groups on this machine'
      : `no control group that this user may divide has the controllers ${missing.join(' and ')}`
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
    removeOver: (isOver) => bases.map((base) => removeOverIn(base, isOver)).every(Boolean),
    close: () => {
      for (const { folder } of bases) removeEmpty(folder)
    },
  }
}

function ownHierarchies(): Hierarchy[] {
  const [groups, mounts] = ['/proc/self/cgroup', '/proc/self/mountinfo'].map(readIfThere)
  return groups === undefined || mounts === undefined ? [] : readHierarchies(groups, mounts)
}

function makeBase(hierarchy: Hierarchy, name: string): Base {
  const { version } = hierarchy
  const { parent, usable, isRoot } =
    version === 1 ? { parent: hierarchy.own, usable: hierarchy.controllers, isRoot: false } : divisible(hierarchy)
  if (isRoot) handOn(parent, usable)
  const base = { version, controllers: usable, folder: join(parent, name) }
  prepareBase(base)
  return base
}

function prepareBase({ version, controllers: usable, folder }: Base): void {
  mkdirSync(folder, { recursive: true })
  if (version === 2) handOn(folder, usable)
  if (usable.includes('cpu')) apply(folder, cgroupVersions[version].all(availableParallelism()))
}

function handOn(folder: string, usable: readonly Controller[]): void {
  writeFileSync(join(folder, 'cgroup.subtree_control'), usable.map((one) => `+${one}`).join(' '))
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
  if (!existsSync(folder)) prepareBase(base)
  const group = join(folder, run)
  mkdirSync(group, { recursive: true })
  for (const name of wanted) for (const setting of cgroupVersions[version].settings[name](limits)) apply(group, setting)
  return [group]
}

function apply(folder: string, { file, value, optional }: CgroupSetting): void {
  const place = join(folder, file)
  if (optional === true && !existsSync(place)) return
  writeFileSync(place, value)
}

function removeOverIn({ folder }: Base, isOver: (run: string) => boolean): boolean {
  if (!existsSync(folder)) return true
  const over = groupsIn(folder).filter((group) => isOver(basename(group)))
  return over.map(removeGroup).every(Boolean)
}

/** Removes a run's group, with the groups that its processes have made in it; false where something still is in one. */
export function removeGroup(group: string): boolean {
  return removeEmpty(group) || (groupsIn(group).map(removeGroup).every(Boolean) && removeEmpty(group))
}

/** False where something still is in it: of the group of all runs, each of these. */
export function removeEmpty(group: string): boolean {
  try {
    rmdirSync(group)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EBUSY' || code === 'ENOTEMPTY') return false
    if (code !== 'ENOENT') throw error
  }
  return true
}

function groupsIn(group: string): string[] {
  if (!existsSync(group)) return []
  const entries = readdirSync(group, { withFileTypes: true })
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(group, name))
}

/** Ends what is in a group, and in those in it. */
export function killGroup(group: string): void {
  // By the kernel where it can: one after the other, what forks is never caught up with.
  const atOnce = join(group, 'cgroup.kill')
  if (existsSync(atOnce)) {
    try {
      return writeFileSync(atOnce, '1')
    } catch (error) {
      // Somebody else has removed it.
      if (['ENOENT', 'ENODEV'].includes(codeOf(error))) return
      throw error
    }
  }
  groupsIn(group).forEach(killGroup)
  for (const pid of readOr(join(group, 'cgroup.procs'), '').split('\n').filter(Boolean))
    try {
      process.kill(Number(pid), 'SIGKILL')
    } catch (error) {
      // The process ended by itself in between.
      if (codeOf(error) !== 'ESRCH') throw error
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

function readOr(place: string, otherwise: string): string {
  try {
    return readFileSync(place, 'utf8')
  } catch {
    // Another version's file, or a group that is gone.
    return otherwise
  }
}
