/** What became of the polecats that worked when local mode ended: the daemon writes it, `down` reads it after its end. */
import { renameSync, writeFileSync } from 'node:fs'
import { checkoutFolder } from '../kubelet/pod/checkout-folder.ts'
import { isSameProcess, type ProcessId } from '../kubelet/run/process-id.ts'
import type { Polecat } from '../polecat/schema.ts'
import { unsavedWork } from '../polecat/unsaved.ts'
import type { DrainedPolecat } from '../runtime.ts'
import { readIfThere } from '../if-there.ts'

interface DrainReport {
  readonly process: ProcessId
  readonly polecats: readonly DrainedPolecat[]
}

/** Polecats that have ended since the drain was asked for, or work still; oldest first. */
export function drainedPolecats(items: readonly Polecat[], since: number, podsDir: string): DrainedPolecat[] {
  return items
    .filter(({ status }) => status?.podActive === true || Date.parse(status?.finishedAt ?? '') >= since)
    .toSorted((a, b) => createdAt(a) - createdAt(b))
    .map((polecat) => drained(polecat, podsDir))
}

function drained(polecat: Polecat, podsDir: string): DrainedPolecat {
  const { metadata, status = {} } = polecat
  const ended = status.podActive !== true
  const { podUID } = status
  const unsaved = !ended || unsavedWork(polecat) !== undefined
  return {
    name: metadata.name ?? '',
    ended,
    reason: status.reason,
    message: status.message ?? '',
    ...(unsaved && podUID !== undefined && { checkout: checkoutFolder(podsDir, podUID) }),
  }
}

function createdAt({ metadata }: Polecat): number {
  return Date.parse(metadata.creationTimestamp ?? '')
}

export function writeDrainReport(file: string, report: DrainReport): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(report)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

/** Undefined where this daemon ended in another way. */
export function readDrainReport(file: string, daemon: ProcessId): readonly DrainedPolecat[] | undefined {
  try {
    const { process, polecats } = JSON.parse(readIfThere(file) ?? '') as DrainReport
    return isSameProcess(process, daemon) ? polecats : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
