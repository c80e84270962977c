import { readdirSync, realpathSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { files } from '../pod/layout.ts'
import type { Handover, StartNote } from '../saving/handover.ts'
import type { AttemptSettings } from '../saving/settings.ts'
import { openOwnGit } from '../saving/snapshot/own-git.ts'
import { Snapshots } from '../saving/snapshot/snapshot.ts'
import type { ContainerIO } from './io.ts'

export interface SnapshotAttempt {
  readonly settings: AttemptSettings
  readonly start: StartNote
  /** A folder for git-save alone. */
  readonly folder: string
  /** The last handover, after a restart. */
  readonly last: Handover | undefined
}

export async function openSnapshots(io: ContainerIO, attempt: SnapshotAttempt): Promise<Snapshots> {
  const { settings, start, folder, last } = attempt
  const repository = io.path(files.handoffRepository)
  const checkout = io.path(files.checkout)
  removeLocks(repository)
  return await Snapshots.open({
    git: openOwnGit(repository, folder, io.env['PATH']),
    start,
    settings,
    laidUntil: statSync(io.path(files.start)).mtimeMs,
    ...(last && { last }),
    places: {
      // Without a sandbox the volume itself is behind a link of the kubelet's.
      workspace: realpathSync(dirname(checkout)),
      checkoutName: basename(checkout),
      checkout,
      base: io.path(files.baseRepository),
      shadow: join(folder, 'shadow.git'),
      rules: join(folder, 'rules'),
      agentRules: join(folder, 'agent-rules'),
    },
  })
}

/** Of a git that ended with the container; nobody else writes there. */
function removeLocks(repository: string): void {
  for (const folder of [repository, join(repository, 'refs'), join(repository, 'refs', 'snap')]) {
    for (const name of namesIn(folder)) if (name.endsWith('.lock')) rmSync(join(folder, name), { force: true })
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
