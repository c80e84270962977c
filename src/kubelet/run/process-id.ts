/** A process known for certain: pids are used again, a pid with its start time and this boot is not. */
import { readdirSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { codeOf } from '../../errors.ts'

export interface ProcessId {
  readonly pid: number
  /** Clock ticks since boot, as /proc tells it. */
  readonly start: string
  readonly boot: string
}

interface ProcessInfo {
  readonly state: string
  readonly parent: number
  readonly session: number
  readonly start: string
}

let boot: string | undefined

export function bootId(): string {
  boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  return boot
}

export function thisProcess(): ProcessId {
  return { pid: process.pid, start: processInfo(process.pid)?.start ?? '', boot: bootId() }
}

export function isAlive(id: ProcessId): boolean {
  return id.boot === bootId() && processInfo(id.pid)?.start === id.start
}

export function isSameProcess(a: ProcessId, b: ProcessId): boolean {
  return a.pid === b.pid && a.start === b.start && a.boot === b.boot
}

/** `pid start boot`, as the shim writes it. */
export function parseProcessId(text: string): ProcessId | undefined {
  const match = /^(\d+) (\d+) (\S+)\n$/.exec(text)
  return match === null ? undefined : { pid: Number(match[1]), start: match[2] ?? '', boot: match[3] ?? '' }
}

/** State, parent, session and start of a process; undefined for one that is gone or only waits to be reaped. */
export function processInfo(pid: number): ProcessInfo | undefined {
  const stat = readProc(pid, 'stat')
  if (stat === undefined) return undefined
  // The second field is the program's name, which may hold spaces and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state = '', parent, , session] = fields
  if (state === 'Z' || state === 'X') return undefined
  return { state, parent: Number(parent), session: Number(session), start: fields[19] ?? '' }
}

/** Whether the process has decided what it does on a signal: catches or ignores it. */
export function handlesSignal(pid: number, signal: NodeJS.Signals): boolean {
  const masks = (readProc(pid, 'status') ?? '').matchAll(/^Sig(?:Cgt|Ign):\s*([0-9a-f]+)$/gm)
  const bit = 1n << BigInt(constants.signals[signal] - 1)
  return [...masks].some(([, mask]) => (BigInt(`0x${mask}`) & bit) !== 0n)
}

export function environmentHas(pid: number, variable: string): boolean {
  return (readProc(pid, 'environ') ?? '').split('\0').includes(variable)
}

export function childrenOf(pid: number): number[] {
  const told = readProc(pid, `task/${pid}/children`)
  // There are kernels without it.
  if (told === undefined) return allProcesses().filter((one) => processInfo(one)?.parent === pid)
  return told.split(' ').filter(Boolean).map(Number)
}

export function allProcesses(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
}

function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1')
  } catch {
    // The process ended meanwhile, or is another user's.
    return undefined
  }
}

/** Sends a signal; false where the process was gone already. */
export function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal)
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return false
    throw error
  }
}
