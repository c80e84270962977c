/**
 * A container that is killed for its own memory limit is counted in its control group. Without one it is killed when the
 * whole machine runs out: the kernel's count of such kills is noted when a run starts, and compared when its end is first
 * seen.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunEnd } from './instance.ts'
import { killedForMemory } from '../limits/run-limits.ts'
import { signalledAt } from './sent-signals.ts'
import { isUnwritable } from '../unwritable.ts'

const killed = 137
const seenSoonMs = 10_000

export function noteOomKills(folder: string): void {
  writeFileSync(join(folder, 'oom-kills'), String(oomKills()))
}

export function oomKilled(folder: string, end: RunEnd): boolean {
  if (end.exitCode !== killed || end.reason !== undefined || signalledAt(folder, 'KILL') !== undefined) return false
  const verdict = join(folder, 'oom-killed')
  if (existsSync(verdict)) return readOr(verdict, 'no') === 'yes'
  const own = killedForMemory(folder)
  const killedByKernel = own === undefined ? machineRanOut(folder, end) : own > 0
  try {
    writeFileSync(verdict, killedByKernel ? 'yes' : 'no')
  } catch (error) {
    // The verdict stays in memory while the daemon lives.
    if (!isUnwritable(error)) throw error
  }
  return killedByKernel
}

function machineRanOut(folder: string, end: RunEnd): boolean {
  // Long after the end the count says nothing about it.
  const soon = Date.now() - end.finishedAt < seenSoonMs
  return soon && oomKills() > Number(readOr(join(folder, 'oom-kills'), 'Infinity'))
}

function oomKills(): number {
  return Number(/^oom_kill (\d+)$/m.exec(readOr('/proc/vmstat', ''))?.[1] ?? 0)
}

function readOr(place: string, otherwise: string): string {
  try {
    return readFileSync(place, 'utf8')
  } catch {
    // Not every kernel counts, and an older run has no note.
    return otherwise
  }
}
