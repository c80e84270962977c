import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { exponential } from '../backoff.ts'
import type { PushResult } from '../outcome/results.ts'
import { files, mounts } from '../pod/layout.ts'
import type { Handover, RemoteNote } from '../saving/handover.ts'
import type { Attempt } from '../saving/push/attempt.ts'
import { pushHandover } from '../saving/push/push-handover.ts'
import { withPusher } from '../saving/push/send.ts'
import { readPushState, unverifiedRefs, type PushState } from '../saving/push/push-state.ts'
import { asFailure } from './as-failure.ts'
import { watchFile, type Changes } from './changes.ts'
import type { AbortRule } from './push/abort-stalled.ts'
import { tryWrite, writeWhenSpace, spaceTimeoutMs } from './disk-full.ts'
import { giveUp, type GiveUp } from './push/give-up.ts'
import { cleanUpTemporaryRefs } from './push/clean-up-temporary-refs.ts'
import type { ContainerIO } from './io.ts'
import { LastTry, unansweredWords } from './push/last-try.ts'
import { openRemote } from './push/open-remote.ts'
import { abortByHandovers, newHandover, Preempted, preempted } from './push/preempted.ts'
import { replaceDurably, replaceFile } from './replace-file.ts'
import { WaitingFile } from './push/waiting-file.ts'

/** A file system that tells of no changes is polled this often. */
const pollMs = 5000
const longestPauseMs = 15_000
/** While somebody waits for the end. */
const lastPauseMs = 2000

/** The sidecar with the git credential: brings what git-save hands over to the remote and proves it. */
export async function gitPush(io: ContainerIO, limits = giveUp): Promise<number> {
  const changes = watchFile(io.path(files.handover), io.signal)
  try {
    const attempt = openAttempt(io)
    await tell(io, attempt, attempt.pusher.state.result)
    return await pushAll(io, attempt, changes, limits)
  } catch (error) {
    const { words } = asFailure(error)
    io.log(`cannot push: ${words}`)
    const result: PushResult = { state: 'failed', final: false, reason: 'PushFailed', message: words }
    io.writeTermination(result)
    return 1
  } finally {
    changes.close()
  }
}

async function pushAll(io: ContainerIO, attempt: Attempt, changes: Changes, limits: GiveUp): Promise<number> {
  const { state } = attempt.pusher
  let failures = 0
  let since = Date.now()
  const waiting = new WaitingFile(io)
  const lastTry = new LastTry(io, waiting, limits)
  for (;;) {
    // Before the look: what was handed over before the TERM is then certainly seen.
    const ending = io.signal.aborted
    const handover = newHandover(io, state)
    const triedAt = Date.now()
    if (failures === 0) since = triedAt
    const limit = lastTry.rule(triedAt)
    const came = handover === undefined ? 'done' : await tryPush(io, attempt, handover, { since, limit })
    if (came === 'preempted') continue
    const pending = came === 'again'
    if (pending) waiting.note(state.result.message ?? '', triedAt)
    else waiting.clear()
    if (ending && !pending) return exitCode(state.result)
    failures = pending ? failures + 1 : 0
    const longestMs = ending ? lastPauseMs : longestPauseMs
    const pauseMs = pending ? exponential(500, failures, longestMs) : pollMs
    const end = lastTry.endsAt(triedAt)
    if (pending && end !== undefined && Date.now() + (ending ? pauseMs : 0) >= end) return 1
    if (ending === io.signal.aborted) await changes.next(pauseMs)
  }
}

/** What a try came to: `again` where the remote is away, `preempted` where something newer is to go first. */
async function tryPush(
  io: ContainerIO,
  attempt: Attempt,
  handover: Handover,
  { since, limit }: { readonly since: number; readonly limit: AbortRule },
): Promise<'done' | 'again' | 'preempted'> {
  const { pusher } = attempt
  try {
    const result = await pushInTime(io, attempt, handover, limit)
    noteHandled(pusher.state, handover)
    await acknowledge(io, attempt, handover, result)
    io.log(`${result.state}: ${result.message}`)
    await cleanUpTemporaryRefs(io, attempt, { handover, result }, (left) => tell(io, attempt, left))
    return 'done'
  } catch (error) {
    const failure = asFailure(error)
    const result = { ...failed(pusher.state, handover), message: failure.words }
    io.log(`${result.unverified ? 'sent, but not verified' : 'not pushed'}: ${failure.words}`)
    const mayGetRoom = failure.kind === 'disk-full' && Date.now() - since < spaceTimeoutMs
    if (!failure.transient && !mayGetRoom && !(error instanceof Preempted)) {
      noteHandled(pusher.state, handover)
      await acknowledge(io, attempt, handover, result)
      return 'done'
    }
    await tell(io, attempt, result)
    return error instanceof Preempted ? 'preempted' : 'again'
  }
}

async function pushInTime(
  io: ContainerIO,
  attempt: Attempt,
  handover: Handover,
  limit: AbortRule,
): Promise<PushResult> {
  if (handover.final) return await pushLast(io, attempt, handover, limit)
  const rules = [preempted(io, handover), limit]
  return await abortByHandovers(io, rules, (how) => pushHandover(withPusher(attempt, how), handover))
}

/**
 * Once the remote has answered, nothing but its own limits ends the push of a final handover, until the kubelet does so
 * some time after a TERM. What is told from then on holds for that case: what was sent may have arrived.
 */
async function pushLast(io: ContainerIO, attempt: Attempt, handover: Handover, limit: AbortRule): Promise<PushResult> {
  const { state, save: keep } = attempt.pusher
  const foretell = (): void => {
    if (!io.signal.aborted || Object.keys(state.unverified).length === 0) return
    const result = unanswered(state, handover)
    tryWrite(() => io.writeTermination(result))
  }
  const save = (): void => {
    keep()
    foretell()
  }
  io.signal.addEventListener('abort', foretell)
  try {
    return await abortByHandovers(io, [limit], (how) => pushHandover(withPusher(attempt, { ...how, save }), handover))
  } finally {
    io.signal.removeEventListener('abort', foretell)
  }
}

function noteHandled(state: PushState, { seq, series }: Handover): void {
  state.answered = seq
  state.series = series
}

/** What was proven before stays proven. */
function failed({ result: before, unverified }: PushState, handover: Handover): PushResult {
  const { message: _message, reason: _reason, unverified: _unverified, ...proven } = before
  return { ...proven, state: 'failed', final: handover.final, ...unverifiedRefs(unverified), reason: 'PushFailed' }
}

/** Result of a push that goes on. What an earlier try of it came to stays told. */
function unanswered(state: PushState, handover: Handover): PushResult {
  const { result: before, unverified } = state
  if (before.final && before.state === 'failed') return { ...before, ...unverifiedRefs(unverified) }
  return { ...failed(state, handover), state: 'waiting', message: unansweredWords }
}

async function acknowledge(io: ContainerIO, attempt: Attempt, handover: Handover, result: PushResult): Promise<void> {
  const { state } = attempt.pusher
  if (handover.final && handover.nonce !== undefined && result.state !== 'waiting')
    state.ack = { nonce: handover.nonce, state: result.state, final: true }
  await tell(io, attempt, result)
}

/** State first, then what others act on; at once where there is room. */
async function tell(io: ContainerIO, { pusher }: Attempt, result: PushResult): Promise<void> {
  const { state } = pusher
  state.result = result
  if (!tryWrite(pusher.save)) await writeWhenSpace(pusher.save)
  io.writeTermination(result)
  const { ack } = state
  const writeAck = (): void => replaceFile(io.path(files.ack), JSON.stringify(ack))
  if (ack && !tryWrite(writeAck)) await writeWhenSpace(writeAck)
}

function exitCode({ state }: PushResult): number {
  return state === 'saved' || state === 'rescued' || state === 'waiting' ? 0 : 1
}

function openAttempt(io: ContainerIO): Attempt {
  const { settings, access, objects } = openRemote(io, [
    files.pushRepository,
    files.baseRepository,
    files.handoffRepository,
  ])
  const note = JSON.parse(readFileSync(io.path(files.remote), 'utf8')) as RemoteNote
  const stateFile = join(io.path(mounts.private), 'last.json')
  const state = readPushState(stateFile, note)
  const save = (): void => replaceDurably(stateFile, JSON.stringify(state), 0o600)
  return { settings, note, objects, pusher: { access, gitDir: objects.gitDir, state, save, log: io.log } }
}
