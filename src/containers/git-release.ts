import { setTimeout as pause } from 'node:timers/promises'
import { exponential } from '../backoff.ts'
import type { PushResult } from '../outcome/results.ts'
import { files } from '../pod/layout.ts'
import { emptyPushState, unverifiedRefs } from '../saving/push/push-state.ts'
import { arrivedYet, releaseBranch, removeReleasedRef, type Release } from '../saving/push/release.ts'
import { withPusher, type Pusher } from '../saving/push/send.ts'
import { asFailure } from './as-failure.ts'
import { checkInTime, EndedByTerm, untilTerm } from './push/git-release-end.ts'
import type { ContainerIO } from './io.ts'
import { StateReporter } from './state-reporter.ts'
import { openRemote } from './push/open-remote.ts'

type How = Pick<Pusher, 'onProgress'> & Pick<Release['pusher'], 'signal'>

const longestPauseMs = 15_000

/** The only container of a release that does anything: pushes what an attempt held back, and proves it. */
export async function gitRelease(io: ContainerIO): Promise<number> {
  let release: Release | undefined
  const reporter = new StateReporter(io.log)
  const waitingSince = new Date().toISOString()
  for (let failures = 1; ; failures += 1) {
    try {
      const opened = (release ??= openRelease(io))
      const result = await untilTerm(io.signal, (how) => releaseBranch(withPusher(opened, how)))
      tell(io, result)
      await removeRescueRef(io, release, result)
      return result.state === 'saved' ? 0 : 1
    } catch (error) {
      const { words, transient } = asFailure(error)
      const sent = unverifiedRefs(release?.pusher.state.unverified)
      io.log(`${sent.unverified ? 'sent, but not verified' : 'not pushed'}: ${words}`)
      const result: PushResult = { state: 'failed', final: true, ...sent, reason: 'PushFailed', message: words }
      io.writeTermination(result)
      if (release !== undefined && error instanceof EndedByTerm) return await checkOnceMore(io, release)
      if (transient) reporter.report(() => ({ type: 'state', phase: 'releasing', waitingSince, why: words }))
      // The pod's deadline ends it where the remote stays away.
      if (!transient || !(await paused(io, exponential(500, failures, longestPauseMs)))) return 1
    }
  }
}

function tell(io: ContainerIO, result: PushResult): void {
  io.writeTermination(result)
  io.log(`${result.state}: ${result.message}`)
}

/** A server may have taken what it was silent about. */
async function checkOnceMore(io: ContainerIO, release: Release): Promise<number> {
  try {
    const result = await checkInTime(io.signal, (how) => arrivedYet(withPusher(release, how)))
    if (result !== undefined) tell(io, result)
    return result === undefined ? 1 : 0
  } catch (error) {
    io.log(`unknown whether it arrived: ${asFailure(error).words}`)
    return 1
  }
}

/** What is verified stays so where its rescue ref cannot be removed. */
async function removeRescueRef(io: ContainerIO, release: Release, result: PushResult): Promise<void> {
  try {
    const remove = (how: How) => removeReleasedRef(withPusher(release, how), result)
    io.writeTermination(await untilTerm(io.signal, remove))
  } catch (error) {
    io.log(`the rescue ref may stay on the remote: ${asFailure(error).words}`)
  }
}

async function paused({ signal }: ContainerIO, milliseconds: number): Promise<boolean> {
  await pause(milliseconds, undefined, { signal }).catch(() => undefined)
  return !signal.aborted
}

function openRelease(io: ContainerIO): Release {
  const { settings, access, objects } = openRemote(io, [files.pushRepository])
  const { log, signal } = io
  const pusher = { access, gitDir: objects.gitDir, state: emptyPushState(), save: () => {}, log, signal }
  return { settings, pusher, objects }
}
