import { setTimeout as pause } from 'node:timers/promises'
import { prepareAccess } from '../git/access.ts'
import { plainEnvironment } from '../git/plain-environment.ts'
import { parseRemote } from '../git/remote-url.ts'
import type { PushResult } from '../outcome/results.ts'
import { files, mounts } from '../pod/layout.ts'
import { releaseBranch, type Release } from '../saving/push/release.ts'
import { asFailure } from './as-failure.ts'
import type { ContainerIO } from './io.ts'
import { readSettings } from './settings.ts'

const longestPauseMs = 15_000

/** The only container of a release that does anything: pushes what an attempt held back, and proves it. */
export async function gitRelease(io: ContainerIO): Promise<number> {
  for (let failures = 1; ; failures += 1) {
    try {
      const result = await releaseBranch(openRelease(io))
      io.writeTermination(result)
      io.log(`${result.state}: ${result.message}`)
      return result.state === 'saved' ? 0 : 1
    } catch (error) {
      const { words, transient } = asFailure(error)
      io.log(`not pushed: ${words}`)
      const result: PushResult = { state: 'failed', final: true, reason: 'PushFailed', message: words }
      io.writeTermination(result)
      // The pod's deadline ends it where the remote stays away.
      if (!transient || !(await paused(io, Math.min(longestPauseMs, 500 * 2 ** failures)))) return 1
    }
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
  return { settings, access, objects: { gitDir, env }, log: io.log, signal: io.signal }
}
