import { setTimeout as pause } from 'node:timers/promises'
import { prepareAccess } from '../git/access.ts'
import { plainEnvironment } from '../git/plain-environment.ts'
import { parseRemote } from '../git/remote-url.ts'
import type { PushResult } from '../outcome/results.ts'
import { files, mounts } from '../pod/layout.ts'
import { emptyPushState, unverifiedRefs } from '../saving/push/push-state.ts'
import { releaseBranch, tidyRelease, type Release } from '../saving/push/release.ts'
import { asFailure } from './as-failure.ts'
import type { ContainerIO } from './io.ts'
import { readSettings } from './settings.ts'

const longestPauseMs = 15_000

/** The only container of a release that does anything: pushes what an attempt held back, and proves it. */
export async function gitRelease(io: ContainerIO): Promise<number> {
  let release: Release | undefined
  for (let failures = 1; ; failures += 1) {
    try {
      release ??= openRelease(io)
      const result = await releaseBranch(release)
      io.writeTermination(result)
      io.log(`${result.state}: ${result.message}`)
      await tidyUp(io, release, result)
      return result.state === 'saved' ? 0 : 1
    } catch (error) {
      const { words, transient } = asFailure(error)
      const sent = unverifiedRefs(release?.pusher.state.unverified)
      io.log(`${sent.unverified ? 'sent, but not verified' : 'not pushed'}: ${words}`)
      const result: PushResult = { state: 'failed', final: true, ...sent, reason: 'PushFailed', message: words }
      io.writeTermination(result)
      // The pod's deadline ends it where the remote stays away.
      if (!transient || !(await paused(io, Math.min(longestPauseMs, 500 * 2 ** failures)))) return 1
    }
  }
}

/** What is verified stays so where its rescue ref cannot be removed. */
async function tidyUp(io: ContainerIO, release: Release, result: PushResult): Promise<void> {
  try {
    io.writeTermination(await tidyRelease(release, result))
  } catch (error) {
    io.log(`the rescue ref stays on the remote: ${asFailure(error).words}`)
  }
}

async function paused({ signal }: ContainerIO, milliseconds: number): Promise<boolean> {
  await pause(milliseconds, undefined, { signal }).catch(() => undefined)
  return !signal.aborted
}

function openRelease(io: ContainerIO): Release {
  const settings = readSettings(io)
  const gitDir = io.path(files.pushRepository)
  const folder = io.path(mounts.private)
  const places = {
    private: folder,
    credential: io.path(mounts['git-credential']),
    knownHosts: io.path(mounts['known-hosts']),
    repositories: [gitDir],
  }
  const remote = parseRemote(settings.repository, settings.localRepository)
  const access = prepareAccess(remote, places, { machineGit: settings.machineGit, env: io.env })
  const env = plainEnvironment(folder, places.repositories, io.env.PATH)
  const pusher = { access, gitDir, state: emptyPushState(), save: () => {}, log: io.log }
  return { settings, pusher, objects: { gitDir, env }, signal: io.signal }
}
