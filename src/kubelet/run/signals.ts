/** Ends the processes of one run: by the exact process where it is known, and all that it left where nothing else ends them. */
import { setImmediate as turn } from 'node:timers/promises'
import { readySignal } from '../../pod/layout.ts'
import { isSandboxed, runProcess, sandboxedProcess, shimProcess } from './instance.ts'
import {
  allProcesses,
  environmentHas,
  processInfo,
  isAlive,
  handlesSignal,
  signalProcess,
  type ProcessId,
} from './process-id.ts'
import { noteSignal, signalledAt } from './sent-signals.ts'

/** Variable in the environment of every process that runs without a sandbox. */
export const markerName = 'GASTOWN_CONTAINER'

/** Age by which a program that has no handler will not get one. */
const noHandlerAfterMs = 2000
/** Age by which a program's own handler is set: Node catches TERM with one of its own before, and as process 1 loses the signal. */
const handlerReadyMs = 5000
/** Age for our own programs, which get handlers for certain, and on a busy machine late. */
const ownHandlerReadyMs = 20_000

export interface ProgramAge {
  /** Milliseconds since its start. */
  readonly age: number
  /** Our own program, which says when it is ready. */
  readonly own: boolean
}

/**
 * Sends TERM to the container's first process. False while the program is young: it gets the signal as soon as it
 * handles it, and again at the age by which its own handler is set, because the first one may have come to nothing. Our
 * own get it once, when ready.
 * False, too, where no process was there to get it: the next look tries again.
 */
export function terminate(folder: string, { age, own }: ProgramAge): boolean {
  const pid = firstProcess(folder)
  const isReady = own && pid !== undefined && handlesSignal(pid, readySignal)
  if (isReady || age >= (own ? ownHandlerReadyMs : handlerReadyMs)) {
    if (pid === undefined || !signalProcess(pid, 'SIGTERM')) return false
    noteSignal(folder, 'TERM')
    return true
  }
  if (own || pid === undefined || signalledAt(folder, 'first-TERM') !== undefined) return false
  if (age >= noHandlerAfterMs || handlesSignal(pid, 'SIGTERM')) {
    if (signalProcess(pid, 'SIGTERM')) noteSignal(folder, 'first-TERM')
  }
  return false
}

/** Kills all of the container: nothing of it is left after this. */
export async function kill(folder: string, marker: string): Promise<void> {
  await killRun(folder, marker)
  noteSignal(folder, 'KILL')
}

/**
 * Ends a run as a power cut would: its shim records no end. The script that becomes the container, and a bubblewrap that
 * still makes the sandbox, do not end with the shim, but are in its process group until they have a session of their own.
 */
export async function cutOff(folder: string, shim: number, marker: string): Promise<void> {
  signalGroup(shim, 'SIGSTOP')
  const sandboxed = isSandboxed(folder)
  const inside = sandboxed ? sandboxedProcess(folder) : undefined
  if (inside !== undefined) signalProcess(inside, 'SIGKILL')
  signalGroup(shim, 'SIGKILL')
  if (!sandboxed) await kill(folder, marker)
}

async function killRun(folder: string, marker: string): Promise<void> {
  const run = runProcess(folder)
  const sandboxed = isSandboxed(folder)
  if (sandboxed && run !== undefined) return killSandbox(folder, run)
  // Where not even the first process could be noted, only its shim is known.
  const shim = run === undefined ? shimProcess(folder) : undefined
  if (shim !== undefined) signalGroup(shim, 'SIGSTOP')
  await killAll((pid, above) => above(run ?? shim ?? 0) || (!sandboxed && carries(pid, marker)))
}

/** Process 1 takes its whole namespace with it; bubblewrap then tells the shim how it ended. */
function killSandbox(folder: string, bubblewrap: number): void {
  const inside = sandboxedProcess(folder)
  if (inside === undefined) killUnfinished(folder, bubblewrap)
  else signalProcess(inside, 'SIGKILL')
}

/** A child that bubblewrap makes in this moment would wait for it for ever. */
function killUnfinished(folder: string, bubblewrap: number): void {
  signalProcess(bubblewrap, 'SIGSTOP')
  const made = sandboxedProcess(folder)
  if (made !== undefined) signalProcess(made, 'SIGKILL')
  signalProcess(bubblewrap, 'SIGKILL')
}

/** The same, where nothing is left to read of the run's folder. */
export async function killShim(shim: ProcessId, marker: string): Promise<void> {
  if (!isAlive(shim)) return
  signalGroup(shim.pid, 'SIGSTOP')
  await killAll((pid, isFrom) => isFrom(shim.pid) || carries(pid, marker))
}

/** Signals a shim's group. A stopped process starts nothing more, so that its children can be looked for. */
function signalGroup(shim: number, signal: NodeJS.Signals): void {
  // The shim leads no group where the machine has no setsid.
  if (!signalProcess(-shim, signal)) signalProcess(shim, signal)
}

/** Ends a sandbox whose shim was killed before it was complete: it does not end with that. */
export function killUnwatched(folder: string): void {
  const run = runProcess(folder)
  if (run !== undefined) killUnfinished(folder, run)
}

/** Ends what an unsandboxed container left behind, as the end of its namespace would. */
export async function killLeftovers(marker: string): Promise<void> {
  await killAll((pid) => carries(pid, marker))
}

function firstProcess(folder: string): number | undefined {
  return isSandboxed(folder) ? sandboxedProcess(folder) : runProcess(folder)
}

function carries(pid: number, marker: string): boolean {
  return environmentHas(pid, `${markerName}=${marker}`)
}

/** Processes read before others get a turn: how many there are is up to any of them. */
const processesATurn = 200

/** `isFrom`: whether the process is that one, in its session, or started by it or by what it started. */
type Belongs = (pid: number, isFrom: (first: number) => boolean) => boolean

async function killAll(belongs: Belongs): Promise<void> {
  // Children made while this looks are found by the next look.
  for (let round = 0; round < 5; round++) {
    const found: number[] = []
    for (const [at, pid] of allProcesses().entries()) {
      if (at % processesATurn === processesATurn - 1) await turn()
      const isFrom = (first: number) => first > 0 && comesFrom(pid, first)
      if (pid !== process.pid && belongs(pid, isFrom) && processInfo(pid) !== undefined) found.push(pid)
    }
    if (found.length === 0) return
    for (const pid of found) signalProcess(pid, 'SIGKILL')
  }
}

/** No chain of processes that belong together is longer than a few; one that is was made to be. */
const mostAncestors = 1000

function comesFrom(pid: number, first: number): boolean {
  for (let at = pid, steps = 0; at > 1 && steps < mostAncestors; steps++) {
    if (at === first) return true
    const info = processInfo(at)
    if (info === undefined) return false
    if (info.session === first) return true
    at = info.parent
  }
  return false
}
