/** What a daemon that answers tells the commands, by a file. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { isAlive, type ProcessId } from '../kubelet/process-id.ts'

export interface Ready {
  readonly process: ProcessId
  readonly server: string
  readonly kubeconfig: string
  readonly sandboxed: boolean
  /** Why agents are not sandboxed. */
  readonly why?: string
  /** RFC 3339. */
  readonly since: string
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
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
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
