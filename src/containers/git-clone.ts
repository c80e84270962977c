import { existsSync, readFileSync } from 'node:fs'
import { cloneReasons, GitFailure } from '../git/failure.ts'
import { sanitizeLine } from '../text/sanitize.ts'
import type { CloneResult } from '../outcome/results.ts'
import { files, mounts } from '../pod/layout.ts'
import { clone, removeClone } from '../saving/clone/clone.ts'
import type { ClonePlaces } from '../saving/clone/places.ts'
import type { RemoteNote, StartNote } from '../saving/handover.ts'
import { stateLine } from '../saving/state-event.ts'
import { asFailure } from './as-failure.ts'
import type { ContainerIO } from './io.ts'
import { replaceDurably } from './replace-file.ts'
import { readSettings } from './settings.ts'

/** The init container: the repositories of one attempt, and where it starts. */
export async function gitClone(io: ContainerIO): Promise<number> {
  // The agent may run as another uid of the same group.
  process.umask(0o002)
  try {
    const note = alreadyDone(io) ?? (await cloneAndTell(io))
    const { branch, base, start } = note
    io.writeTermination({ ok: true, branch, base, start } satisfies CloneResult)
    io.log('cloned')
    return 0
  } catch (error) {
    const failure = io.signal.aborted ? stopped : asFailure(error)
    if (!existsSync(io.path(files.start))) removeClone(clonePlaces(io))
    io.log(`cannot clone: ${failure.words}`)
    const message = sanitizeLine(failure.words, 700)
    io.writeTermination({ ok: false, reason: cloneReasons[failure.kind], message } satisfies CloneResult)
    return 1
  }
}

const stopped = new GitFailure('unknown', 'stopped before the clone was done')

/** A node that restarts may run this again over an agent's work, which must not be touched. */
function alreadyDone(io: ContainerIO): StartNote | undefined {
  const file = io.path(files.start)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as StartNote) : undefined
}

async function cloneAndTell(io: ContainerIO): Promise<RemoteNote> {
  const note = await clone(readSettings(io), clonePlaces(io), { ...io, away: tellAway(io) })
  const { refs: _refs, ...forSave } = note
  replaceDurably(io.path(files.remote), JSON.stringify(note satisfies RemoteNote), 0o600)
  replaceDurably(io.path(files.start), JSON.stringify(forSave satisfies StartNote))
  return note
}

/** A remote that is away, and that is there again, as a state in the log. */
function tellAway(io: ContainerIO): (why?: string) => void {
  let waitingSince: string | undefined
  return (why) => {
    if (why === undefined && waitingSince === undefined) return
    const now = new Date()
    waitingSince = why === undefined ? undefined : (waitingSince ?? now.toISOString())
    io.log(stateLine({ type: 'state', phase: 'cloning', ...(why && { waitingSince, why }) }, now))
  }
}

function clonePlaces(io: ContainerIO): ClonePlaces {
  return {
    base: io.path(files.baseRepository),
    handoff: io.path(files.handoffRepository),
    push: io.path(files.pushRepository),
    checkout: io.path(files.checkout),
    private: io.path(mounts.private),
    credential: io.path(mounts['git-credential']),
    knownHosts: io.path(mounts['known-hosts']),
    note: io.path(files.note),
  }
}
