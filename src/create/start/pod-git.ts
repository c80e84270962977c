/** git as a polecat's own containers have it in local mode without a git Secret: the user's global set-up, and no checkout's. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepareAccess } from '../../git/access/access.ts'
import { machineEnvironment } from '../../git/machine-environment.ts'
import { parseRemote } from '../../git/remote-url.ts'
import { runGit, type GitResult } from '../../git/run.ts'
import type { CheckoutContext } from '../../checkout/checkout.ts'

type Git = (args: readonly string[]) => Promise<GitResult>

export async function withPodGit<T>(
  repository: string,
  place: CheckoutContext,
  use: (git: Git) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'gastown-git-'))
  try {
    const none = join(folder, 'none')
    const places = { private: folder, credential: none, knownHosts: none, repositories: [] }
    const env = machineEnvironment(place.env)
    const access = prepareAccess(parseRemote(repository, true), places, { machineGit: true, env })
    return await use((args) => runGit(args, { env: access.env, timeoutMs: 30_000, signal: place.signal }))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
