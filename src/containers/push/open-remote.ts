import { prepareAccess, type Access } from '../../git/access/access.ts'
import { plainEnvironment } from '../../git/plain-environment.ts'
import { parseRemote } from '../../git/remote-url.ts'
import { mounts } from '../../pod/layout.ts'
import type { Objects } from '../../saving/objects.ts'
import type { AttemptSettings } from '../../saving/settings.ts'
import type { ContainerIO } from '../io.ts'
import { readSettings } from '../settings.ts'

export interface OpenRemote {
  readonly settings: AttemptSettings
  readonly access: Access
  /** The repository that is pushed from, for questions about commits: no credential in its environment. */
  readonly objects: Objects
}

/** What a container with the git credential pushes with. The first of the repositories is the one it pushes from. */
export function openRemote(io: ContainerIO, repositories: readonly [string, ...string[]]): OpenRemote {
  const settings = readSettings(io)
  const folder = io.path(mounts.private)
  const own = repositories.map((path) => io.path(path))
  const places = {
    private: folder,
    credential: io.path(mounts['git-credential']),
    knownHosts: io.path(mounts['known-hosts']),
    repositories: own,
  }
  const remote = parseRemote(settings.repository, settings.localRepository)
  const access = prepareAccess(remote, places, { machineGit: settings.machineGit, env: io.env })
  const gitDir = io.path(repositories[0])
  return { settings, access, objects: { gitDir, env: plainEnvironment(folder, own, io.env.PATH) } }
}
