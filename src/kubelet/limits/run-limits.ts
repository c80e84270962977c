/** The limits of one run, as its pod's spec has them and as this machine can hold them. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { V1Container } from '../../kube/wire.ts'
import { parseQuantity } from '../../text/quantity.ts'
import { killGroup, memoryKills, removeEmpty, removeGroup, type Cgroups } from './cgroups.ts'

export interface RunLimits {
  /** Folders of control groups to join. */
  readonly groups: readonly string[]
  /** Without groups that count them: processes of this user in all. */
  readonly userProcesses: number | undefined
}

/** All of one user's agents share it, and it is to keep the machine alive only. */
const mostOfUser = 8192

/** In a run's folder: its groups, one a line, while they are its own. */
const groupsFile = 'cgroup'

export function limitRun(cgroups: Cgroups, folder: string, { resources }: V1Container, isOwn: boolean): RunLimits {
  const { limits = {}, requests = {} } = resources ?? {}
  const groups = cgroups.make(nameOf(folder), {
    memoryBytes: limits['memory'] === undefined ? undefined : parseQuantity(limits['memory']),
    cpuLimit: thousandths(limits['cpu']),
    cpuRequest: thousandths(requests['cpu']),
    // What saves an agent's work does not wait for a share of its own.
    withCpu: !isOwn,
  })
  writeFileSync(join(folder, groupsFile), groups.map((group) => `${group}\n`).join(''), { mode: 0o600 })
  return { groups, userProcesses: isOwn || cgroups.held.processes === 'run' ? undefined : mostOfUser }
}

function thousandths(text: string | undefined): number | undefined {
  return text === undefined ? undefined : (parseQuantity(text) ?? 0) * 1000
}

/** For what is started beside a run: the same groups. */
export function limitsBeside(cgroups: Cgroups, folder: string): RunLimits {
  return { groups: groupsOf(folder), userProcesses: cgroups.held.processes === 'run' ? undefined : mostOfUser }
}

/** For `Cgroups.removeOver`: whether a run of these pods needs its groups no more. */
export function isOver(podsDir: string, run: string): boolean {
  const [pod = '', container = '', number = ''] = run.split('.')
  return !existsSync(join(podsDir, pod, 'containers', container, number, groupsFile))
}

/** Processes of the run that were killed for its memory limit; undefined where nobody counts them. */
export function killedForMemory(folder: string): number | undefined {
  const counts = groupsOf(folder).flatMap((group) => memoryKills(group) ?? [])
  return counts.length === 0 ? undefined : Math.max(...counts)
}

/** Once it is known how the run ended. What a shell beside it still holds is removed later. */
export function leaveGroups(folder: string): void {
  const groups = groupsOf(folder)
  if (groups.length === 0) return
  renameSync(join(folder, groupsFile), join(folder, `${groupsFile}.left`))
  for (const group of groups) removeGroup(group)
}

/**
 * The same for a run that was killed without the daemon's knowing: its processes end a moment after. One whose shim was
 * killed while its sandbox was being made would go on: bubblewrap asks for its end only once it has begun.
 */
export async function removeGroups(folder: string): Promise<void> {
  const groups = groupsOf(folder)
  for (let tries = 0; tries < 2000 && !groups.every(removeGroup); tries++) {
    groups.forEach(killGroup)
    await pause(5)
  }
  // Where this was the last run, nothing of ours stays.
  for (const base of new Set(groups.map((group) => dirname(group)))) removeEmpty(base)
}

function groupsOf(folder: string): string[] {
  const file = join(folder, groupsFile)
  return existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : []
}

function nameOf(folder: string): string {
  const container = dirname(folder)
  return [basename(dirname(dirname(container))), basename(container), basename(folder)].join('.')
}
