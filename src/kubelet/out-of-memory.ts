/**
 * Without a memory limit of its own a container is killed when the whole machine runs out. Only the kernel's count of
 * such kills tells: it is noted when a run starts, and compared when its end is first seen.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { signalledAt, type Ended } from './instance.ts'

const killed = 137
const seenSoon = 10_000

export function noteOomKills(folder: string): void {
  writeFileSync(join(folder, 'oom-kills'), String(oomKills()))
}

export function oomKilled(folder: string, end: Ended): boolean {
  if (end.exitCode !== killed || end.reason !== undefined || signalledAt(folder, 'KILL') !== undefined) return false
  const verdict = join(folder, 'oom-killed')
  if (!existsSync(verdict)) {
    // Long after the end the count says nothing about it.
    const soon = Date.now() - end.finishedAt < seenSoon
    writeFileSync(verdict, soon && oomKills() > Number(readOr(join(folder, 'oom-kills'), 'Infinity')) ? 'yes' : 'no')
  }
  return readOr(verdict, 'no') === 'yes'
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
