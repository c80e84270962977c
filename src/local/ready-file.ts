/** What a daemon that answers tells the commands, by a file. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { codeOf } from '../errors.ts'
import type { LimitsHeld } from '../kubelet/limits/cgroups.ts'
import { isAlive, type ProcessId } from '../kubelet/run/process-id.ts'

export interface Ready {
  readonly process: ProcessId
  readonly server: string
  readonly kubeconfig: string
  readonly sandboxed: boolean
  /** Why agents are not sandboxed. */
  readonly why?: string
  /** Why the sandbox has no filter of system calls, where it has none. */
  readonly unfiltered?: string
  readonly unsized?: string
  readonly limits: LimitsHeld & { readonly disk: boolean }
  /** RFC 3339. */
  readonly since: string
  /** Since when it is ending, after what works has saved. RFC 3339. */
  readonly ending?: string
}

export function writeReady(file: string, ready: Ready): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(ready)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

/** Undefined where no living daemon wrote it. */
export function readReady(file: string): Ready | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return undefined
    throw error
  }
  const ready = parse(text)
  return ready !== undefined && isAlive(ready.process) ? ready : undefined
}

export function removeReady(file: string): void {
  rmSync(file, { force: true })
}

function parse(text: string): Ready | undefined {
  try {
    return JSON.parse(text) as Ready
  } catch {
    // A power cut can leave it empty; its daemon is gone in any case.
    return undefined
  }
}
