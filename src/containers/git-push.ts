import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { prepareAccess, type Access } from '../git/access.ts'
import { plainEnvironment } from '../git/plain-environment.ts'
import { readIfThere } from '../git/read-if-there.ts'
import { parseRemote } from '../git/remote-url.ts'
import type { PushResult } from '../outcome/results.ts'
import { files, mounts } from '../pod/layout.ts'
import type { Handover, RemoteNote } from '../saving/handover.ts'
import { answer, tidy, type Attempt } from '../saving/push/answer.ts'
import { parseHandover } from '../saving/push/parse-handover.ts'
import { readPushState, unverifiedRefs, type PushState } from '../saving/push/push-state.ts'
import { asFailure } from './as-failure.ts'
import { watchFile, type Changes } from './changes.ts'
import { hasRoomFor, onceThereIsRoom, roomMs } from './disk-full.ts'
import type { ContainerIO } from './io.ts'
import { replaceFile } from './replace-file.ts'
import { readSettings } from './settings.ts'

/** A file system that tells of no changes is looked at this often. */
const lookMs = 5000
/** After a TERM the kubelet allows a little, and nothing is lost by trying until it ends us. */
const afterTermMs = 90_000
const longestPauseMs = 15_000
const tidyPausesMs = [500, 2000, 5000]

/** The sidecar with the git credential: brings what git-save hands over to the remote and proves it. */
export async function gitPush(io: ContainerIO): Promise<number> {
  const changes = watchFile(io.path(files.handover), io.signal)
  try {
    const attempt = openAttempt(io)
    await tell(io, attempt, attempt.pusher.state.result)
    return await answerAll(io, attempt, changes)
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

async function answerAll(io: ContainerIO, attempt: Attempt, changes: Changes): Promise<number> {
  const { state } = attempt.pusher
  let failures = 0
  let since = Date.now()
  let giveUpAt: number | undefined
  for (;;) {
    // Before the look: what was handed over before the TERM is then certainly seen.
    const ending = io.signal.aborted
    const handover = newHandover(io, state.answered)
    if (failures === 0) since = Date.now()
    const pending = handover !== undefined && !(await tryAnswer(io, attempt, handover, since))
    if (ending && !pending) return exitCode(state.result)
    if (ending) giveUpAt ??= Date.now() + afterTermMs
    if (giveUpAt !== undefined && Date.now() > giveUpAt) return 1
    failures = pending ? failures + 1 : 0
    if (ending === io.signal.aborted)
      await changes.next(pending ? Math.min(longestPauseMs, 500 * 2 ** failures) : lookMs)
  }
}

/** Whether the handover, tried since then, is done with; false where trying again makes sense: the remote is away. */
async function tryAnswer(io: ContainerIO, attempt: Attempt, handover: Handover, since: number): Promise<boolean> {
  const { pusher } = attempt
  try {
    const result = await answer(attempt, handover)
    pusher.state.answered = handover.seq
    await acknowledge(io, attempt, handover, result)
    io.log(`${result.state}: ${result.message}`)
    await tidyUp(io, attempt, handover, result)
    return true
  } catch (error) {
    const failure = asFailure(error)
    const result = { ...failed(pusher.state, handover), message: failure.words }
    io.log(`${result.unverified ? 'sent, but not verified' : 'not pushed'}: ${failure.words}`)
    const mayGetRoom = failure.kind === 'disk-full' && Date.now() - since < roomMs
    if (!failure.transient && !mayGetRoom) {
      pusher.state.answered = handover.seq
      await acknowledge(io, attempt, handover, result)
      return true
    }
    await tell(io, attempt, result)
    return false
  }
}

/** What was proven before stays proven. */
function failed({ result: before, unverified }: PushState, handover: Handover): PushResult {
  const { message: _message, reason: _reason, unverified: _unverified, ...proven } = before
  return { ...proven, state: 'failed', final: handover.final, ...unverifiedRefs(unverified), reason: 'PushFailed' }
}

async function acknowledge(io: ContainerIO, attempt: Attempt, handover: Handover, result: PushResult): Promise<void> {
  const { state } = attempt.pusher
  if (handover.final && handover.nonce !== undefined && result.state !== 'waiting')
    state.ack = { nonce: handover.nonce, state: result.state, final: true }
  await tell(io, attempt, result)
}

/**
 * The refs that only stood in for the final ones may stay: a failure here changes nothing of what is saved. But who looks
 * for the newest work finds them, so it is tried again, also after a TERM.
 */
async function tidyUp(io: ContainerIO, attempt: Attempt, handover: Handover, result: PushResult): Promise<void> {
  for (const pauseMs of [...tidyPausesMs, undefined])
    try {
      return await tell(io, attempt, await tidy(attempt, handover, result))
    } catch (error) {
      io.log(`checkpoints stay on the remote: ${asFailure(error).words}`)
      if (pauseMs === undefined || newHandover(io, attempt.pusher.state.answered) !== undefined) return
      await sleep(pauseMs)
    }
}

/** State first, then what others act on; at once where there is room. */
async function tell(io: ContainerIO, { pusher }: Attempt, result: PushResult): Promise<void> {
  const { state } = pusher
  state.result = result
  if (!hasRoomFor(pusher.save)) await onceThereIsRoom(pusher.save)
  io.writeTermination(result)
  const { ack } = state
  const answer = (): void => replaceFile(io.path(files.ack), JSON.stringify(ack))
  if (ack && !hasRoomFor(answer)) await onceThereIsRoom(answer)
}

function exitCode({ state }: PushResult): number {
  return state === 'saved' || state === 'rescued' || state === 'waiting' ? 0 : 1
}

function newHandover(io: ContainerIO, answered: number): Handover | undefined {
  const handover = parseHandover(readIfThere(io.path(files.handover)))
  return handover !== undefined && handover.seq > answered ? handover : undefined
}

function openAttempt(io: ContainerIO): Attempt {
  const settings = readSettings(io)
  const note = JSON.parse(readFileSync(io.path(files.remote), 'utf8')) as RemoteNote
  const places = {
    private: io.path(mounts.private),
    credential: io.path(mounts['git-credential']),
    knownHosts: io.path(mounts['known-hosts']),
    repositories: [files.baseRepository, files.handoffRepository, files.pushRepository].map((path) => io.path(path)),
  }
  const remote = parseRemote(settings.repository, settings.localRepository)
  const access: Access = prepareAccess(remote, places, { machineGit: settings.machineGit, env: io.env })
  const stateFile = join(places.private, 'last.json')
  const state = readPushState(stateFile, note)
  const save = (): void => replaceFile(stateFile, JSON.stringify(state), 0o600)
  const gitDir = io.path(files.pushRepository)
  const env = plainEnvironment(places.private, places.repositories, io.env.PATH)
  return { settings, note, pusher: { access, gitDir, state, save, log: io.log }, objects: { gitDir, env } }
}
