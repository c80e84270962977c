/** One run of a container, as its folder tells: the shim writes there, and so it is true after the daemon's death too. */
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { codeOf } from '../../errors.ts'
import { childrenOf, processInfo, isAlive, parseProcessId, type ProcessId } from './process-id.ts'
import { isUnwritable } from '../unwritable.ts'
import { namesIn, readIfThere } from '../../if-there.ts'

export type InstanceState =
  /** Written, but no shim has claimed it yet. */
  | { readonly kind: 'prepared' }
  /** Claimed by the daemon, so that a shim that comes late will not run it. */
  | { readonly kind: 'void' }
  | { readonly kind: 'running'; readonly startedAt: number; readonly claim: Claim }
  | RunEnd

export interface RunEnd {
  readonly kind: 'ended'
  readonly exitCode: number
  /** Undefined: it never started. */
  readonly startedAt: number | undefined
  readonly finishedAt: number
  /** Reason, where the kubelet knows better than the exit status. */
  readonly reason?: 'StartError' | 'Lost'
  readonly message?: string
}

export function instanceFolders(containerFolder: string): string[] {
  return numbersIn(containerFolder).map((number) => join(containerFolder, String(number)))
}

export function containerFolder(podFolder: string, name: string): string {
  return join(podFolder, 'containers', name)
}

/** A fresh folder after all others. */
export function newInstance(containerFolder: string): string {
  const next = (numbersIn(containerFolder).at(-1) ?? -1) + 1
  const folder = join(containerFolder, String(next))
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return folder
}

/** Written once: who runs it, or that nobody will, and since when. */
export interface Claim {
  readonly shim: ProcessId | 'void'
  readonly at: number
}

/** `known`: the claim, where it was read before. */
export function readInstance(folder: string, known?: Claim): InstanceState {
  const claim = known ?? readClaim(folder)
  const ended = readEnd(folder, claim)
  if (ended !== undefined) return ended
  if (claim === undefined) return { kind: 'prepared' }
  if (claim.shim === 'void') return { kind: 'void' }
  if (isAlive(claim.shim)) return { kind: 'running', startedAt: claim.at, claim }
  // The shim may have written the end after that was first read.
  return readEnd(folder, claim) ?? lost(folder, claim)
}

/** Makes sure that no shim runs this; false when one was faster. */
export function claimForNobody(folder: string): boolean {
  const claim = join(folder, `claim.${process.pid}`)
  // Asked first because a full disk takes no claim, and needs none here.
  if (existsSync(join(folder, 'pid'))) return false
  try {
    writeFileSync(claim, 'void\n')
    linkSync(claim, join(folder, 'pid'))
    return true
  } catch (error) {
    // Claimed by its shim, or gone with its pod.
    if (['EEXIST', 'ENOENT'].includes(codeOf(error))) return false
    throw error
  } finally {
    rmSync(claim, { force: true })
  }
}

export function recordStartError(folder: string, message: string): void {
  writeExit(folder, `128 StartError ${message}\n`)
}

/** Records the end of a run of which nobody knows how it ended. */
export function recordLost(folder: string): void {
  writeExit(folder, `137 Lost ${lostWords}\n`)
}

const lostWords = 'it ended with the machine, or was killed together with what watched it'

/** The process that the run script became: the entry itself, or bubblewrap. */
export function runProcess(folder: string): number | undefined {
  const match = /^(\d+) (\d+)\n$/.exec(read(folder, 'entry') ?? '')
  const pid = Number(match?.[1])
  return match !== null && processInfo(pid)?.start === match[2] ? pid : undefined
}

/**
 * The first process inside the sandbox, bubblewrap's only child. bubblewrap is not asked for it: where the disk is too
 * full for its answer it ends, and leaves a child that waits for it for ever.
 */
export function sandboxedProcess(folder: string): number | undefined {
  const bubblewrap = runProcess(folder)
  return bubblewrap === undefined ? undefined : childrenOf(bubblewrap).find((pid) => processInfo(pid) !== undefined)
}

export function isSandboxed(folder: string): boolean {
  // A link into memory, which may be gone after a logout; the sandbox is there all the same.
  return lstatSync(join(folder, 'args'), { throwIfNoEntry: false }) !== undefined
}

/** Whether its end is recorded. */
export function hasEnded(folder: string): boolean {
  return lstatSync(join(folder, 'exit'), { throwIfNoEntry: false }) !== undefined
}

/** The living shim of a run. */
export function shimProcess(folder: string): number | undefined {
  const shim = readClaim(folder)?.shim
  return typeof shim === 'object' && isAlive(shim) ? shim.pid : undefined
}

function readClaim(folder: string): Claim | undefined {
  const text = read(folder, 'pid')
  if (text === undefined) return undefined
  // A power cut can leave the file empty: something was there, and it is gone.
  const shim = text === 'void\n' ? 'void' : (parseProcessId(text) ?? { pid: 0, start: '', boot: '' })
  return { shim, at: timeOf(folder, 'pid') }
}

function readEnd(folder: string, claim: Claim | undefined): RunEnd | undefined {
  // Most of the time it is not there, and asking is cheaper than failing to read.
  const facts = lstatSync(join(folder, 'exit'), { throwIfNoEntry: false })
  if (facts === undefined) return undefined
  const text = facts.isSymbolicLink() ? `${readlinkSync(join(folder, 'exit'))}\n` : read(folder, 'exit')
  const match = /^(\d+)(?: (StartError|Lost) ?([^]*))?\n$/.exec(text ?? '')
  if (match === null) return undefined
  return {
    kind: 'ended',
    exitCode: Number(match[1]),
    startedAt: claim?.at,
    finishedAt: facts.mtimeMs,
    ...(match[2] === undefined ? {} : { reason: match[2] as 'StartError' | 'Lost', message: match[3] ?? '' }),
  }
}

function lost(folder: string, claim: Claim): RunEnd {
  try {
    recordLost(folder)
  } catch (error) {
    // The next look records it; whoever has to act knows now.
    if (!isUnwritable(error)) throw error
    const times = { startedAt: claim.at, finishedAt: Date.now() }
    return { kind: 'ended', exitCode: 137, ...times, reason: 'Lost', message: lostWords }
  }
  const ended = readEnd(folder, claim)
  if (ended === undefined) throw new Error(`the end of ${folder} cannot be recorded`)
  return ended
}

/** A full disk takes a short link where it takes no file. */
function writeExit(folder: string, text: string): void {
  try {
    writeFileSync(join(folder, 'exit.lost'), text)
    renameSync(join(folder, 'exit.lost'), join(folder, 'exit'))
  } catch (error) {
    if (!isUnwritable(error)) throw error
    symlinkSync(text.slice(0, longestLink).trim(), join(folder, 'exit'))
  }
}

/** Longest link that file systems keep without a block of its own. */
const longestLink = 50

function numbersIn(folder: string): number[] {
  return namesIn(folder)
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .toSorted((a, b) => a - b)
}

function timeOf(folder: string, file: string): number {
  return statSync(join(folder, file), { throwIfNoEntry: false })?.mtimeMs ?? 0
}

function read(folder: string, file: string): string | undefined {
  return readIfThere(join(folder, file))
}
