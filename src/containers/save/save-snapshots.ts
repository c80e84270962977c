import { realpathSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { namesIn } from '../../if-there.ts'
import { files, mounts } from '../../pod/layout.ts'
import type { Handover, StartNote } from '../../saving/handover.ts'
import type { AttemptSettings } from '../../saving/settings.ts'
import { nameLostContents } from '../../saving/lfs/lost-contents.ts'
import { storeOf } from '../../saving/lfs/store.ts'
import { SecretFinder } from '../../saving/secrets/finder.ts'
import { SecretGuard } from '../../saving/secrets/guard.ts'
import type { Secret } from '../../saving/secrets/secret.ts'
import { isShownBy } from '../../saving/secrets/shown-by-base.ts'
import { makeDurable } from '../../saving/snapshot/durable-objects.ts'
import { openObjectStore } from '../../saving/snapshot/objects.ts'
import { openOwnGit } from '../../saving/snapshot/own-git.ts'
import { removeTorn } from '../../saving/snapshot/torn-objects.ts'
import { Snapshots, type Snapshot, type TakeOptions } from '../../saving/snapshot/snapshot.ts'
import type { ContainerIO } from '../io.ts'

export interface SnapshotAttempt {
  readonly settings: AttemptSettings
  readonly start: StartNote
  /** A folder for git-save alone. */
  readonly folder: string
  /** The last handover, after a restart. */
  readonly last: Handover | undefined
  /** What the agent was given and what is to leave the pod nowhere. */
  readonly secrets: readonly Secret[]
}

/** Takes snapshots, and lets no secret be in one. */
export interface SafeSnapshots {
  take(options: TakeOptions): Promise<Snapshot>
}

export async function openSnapshots(io: ContainerIO, attempt: SnapshotAttempt): Promise<SafeSnapshots> {
  const { settings, start, folder, last, secrets } = attempt
  const repository = io.path(files.handoffRepository)
  const checkout = io.path(files.checkout)
  removeLocks(repository)
  const torn = await removeTorn(repository)
  if (torn > 0) io.log(`${torn} saved objects were cut short, as by a power cut, and are saved again`)
  const git = openOwnGit(repository, folder, io.env['PATH'])
  const finder = new SecretFinder(secrets, async (secret) => !(await isShownBy(git, start.base, secret)))
  const objects = openObjectStore(repository)
  const guard = new SecretGuard({ git, store: objects, finder, settings }, start)
  const snapshots = await Snapshots.open({
    git,
    store: objects,
    secrets: finder,
    start,
    settings,
    clonedUntil: statSync(io.path(files.start)).mtimeMs,
    ...(last && { last }),
    places: {
      // Without a sandbox the volume itself is behind a link of the kubelet's.
      workspace: realpathSync(dirname(checkout)),
      checkoutName: basename(checkout),
      workspaceNames: [io.path(mounts.workspace), mounts.workspace],
      checkout,
      base: io.path(files.baseRepository),
      shadow: join(folder, 'shadow.git'),
      rules: join(folder, 'rules'),
      agentRules: join(folder, 'agent-rules'),
    },
  })
  const store = storeOf(io.path(files.baseRepository))
  return {
    async take(options) {
      const snapshot = await guard.pass(await snapshots.take(options))
      const whole = options.final ? await nameLostContents(git, snapshot, start, store) : snapshot
      await makeDurable(git, objects.loose)
      return whole
    },
  }
}

/** Removes locks of a git that ended with the container; nobody else writes there. */
function removeLocks(repository: string): void {
  for (const folder of [repository, join(repository, 'refs'), join(repository, 'refs', 'snap')]) {
    for (const name of namesIn(folder)) if (name.endsWith('.lock')) rmSync(join(folder, name), { force: true })
  }
}
