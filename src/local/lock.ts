/**
 * One daemon per folder: the lock names its process so exactly that a dead one's is known for stale. By hand:
 * proper-lockfile takes for stale what was not refreshed in time, as that of a stopped process.
 */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { codeOf } from '../errors.ts'
import { isAlive, parseProcessId, thisProcess, type ProcessId } from '../kubelet/run/process-id.ts'

export type LockResult =
  | { readonly taken: true; readonly replaced: ProcessId | undefined; unlock(): void }
  | { readonly taken: false; readonly holder: ProcessId }

export function takeLock(file: string): LockResult {
  const self = thisProcess()
  const own = `${file}.${self.pid}`
  writeFileSync(own, `${self.pid} ${self.start} ${self.boot}\n`, { mode: 0o600 })
  try {
    return link(file, own, undefined)
  } finally {
    rmSync(own, { force: true })
  }
}

/** The living process that holds the lock. */
export function lockHolder(file: string): ProcessId | undefined {
  const holder = readLock(file)
  return holder !== undefined && isAlive(holder) ? holder : undefined
}

function link(file: string, own: string, replaced: ProcessId | undefined): LockResult {
  for (let stale = replaced; ;) {
    try {
      linkSync(own, file)
      return { taken: true, replaced: stale, unlock: () => unlock(file) }
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error
    }
    const holder = readLock(file)
    if (holder !== undefined && isAlive(holder)) return { taken: false, holder }
    stale = holder ?? { pid: 0, start: '', boot: '' }
    // Only one of several who find it stale moves it away; the others find it gone, or a living one's.
    const aside = `${own}.stale`
    try {
      renameSync(file, aside)
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error
      continue
    }
    const moved = readLock(aside)
    if (moved !== undefined && isAlive(moved)) {
      // Somebody was faster between the look and the move: it is theirs.
      linkSync(aside, file)
      rmSync(aside)
      return { taken: false, holder: moved }
    }
    rmSync(aside)
  }
}

function unlock(file: string): void {
  if (readLock(file)?.pid === process.pid) rmSync(file, { force: true })
}

function readLock(file: string): ProcessId | undefined {
  try {
    return parseProcessId(readFileSync(file, 'utf8'))
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return undefined
    throw error
  }
}
