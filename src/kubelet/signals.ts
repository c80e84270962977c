/** Ends the processes of one run: by the exact process where it is known, and all that it left where nothing else ends them. */
import { isSandboxed, noteSignal, runProcess, sandboxedProcess, signalledAt } from './instance.ts'
import { readySignal } from '../pod/layout.ts'
import { allProcesses, environmentHas, factsOf, minds, signalProcess } from './process-id.ts'

/** In the environment of every process that runs without a sandbox. */
export const markerName = 'GASTOWN_CONTAINER'

/** A program that has no handler by then will not get one. */
const youth = 2000
/** Node catches TERM with a handler of its own before a program's is set; as process 1 it loses the signal by that. */
const grown = 5000
/** Our own programs get handlers for certain, and on a busy machine late. */
const ownGrown = 20_000

export interface Young {
  /** Milliseconds since its start. */
  readonly age: number
  /** Our own program, which says when it is ready. */
  readonly own: boolean
}

/**
 * Sends TERM to the container's first process. False while the program is young: it gets the signal as soon as it minds
 * it, and again once it has grown, because the first one may have come to nothing. Our own get it once, when ready.
 */
export function terminate(folder: string, { age, own }: Young): boolean {
  const pid = firstProcess(folder)
  const isReady = own && pid !== undefined && minds(pid, readySignal)
  if (isReady || age >= (own ? ownGrown : grown)) {
    if (pid !== undefined) signalProcess(pid, 'SIGTERM')
    noteSignal(folder, 'TERM')
    return true
  }
  if (own || pid === undefined || signalledAt(folder, 'first-TERM') !== undefined) return false
  if (age >= youth || minds(pid, 'SIGTERM')) {
    signalProcess(pid, 'SIGTERM')
    noteSignal(folder, 'first-TERM')
  }
  return false
}

/** Nothing of the container is left after this. */
export function kill(folder: string, marker: string): void {
  killRun(folder, marker)
  // Afterwards: a full disk must not keep anything alive.
  noteSignal(folder, 'KILL')
}

function killRun(folder: string, marker: string): void {
  const run = runProcess(folder)
  if (isSandboxed(folder)) {
    // Process 1 takes its whole namespace with it; bubblewrap then tells the shim how it ended.
    const pid = sandboxedProcess(folder) ?? run
    if (pid !== undefined) signalProcess(pid, 'SIGKILL')
    return
  }
  killAll((pid) => (run !== undefined && comesFrom(pid, run)) || carries(pid, marker))
}

/** Ends what an unsandboxed container left behind, as the end of its namespace would. */
export function killLeftovers(marker: string): void {
  killAll((pid) => carries(pid, marker))
}

function firstProcess(folder: string): number | undefined {
  return isSandboxed(folder) ? sandboxedProcess(folder) : runProcess(folder)
}

/** In its session, or started by it or by what it started. */
function comesFrom(pid: number, run: number): boolean {
  const facts = pid === run ? undefined : factsOf(pid)
  if (facts === undefined) return pid === run
  return facts.session === run || (facts.parent > 1 && comesFrom(facts.parent, run))
}

function carries(pid: number, marker: string): boolean {
  return environmentHas(pid, `${markerName}=${marker}`)
}

function killAll(belongs: (pid: number) => boolean): void {
  // Children made while this looks are found by the next look.
  for (let round = 0; round < 5; round++) {
    const found = allProcesses().filter((pid) => pid !== process.pid && belongs(pid) && factsOf(pid) !== undefined)
    if (found.length === 0) return
    for (const pid of found) signalProcess(pid, 'SIGKILL')
  }
}
