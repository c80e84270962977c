import type { Context } from '../../context.ts'
import { invalid } from '../../errors.ts'
import { parseRemote } from '../../git/remote-url.ts'
import { withoutCredentials } from '../../git/without-credentials.ts'
import { repositoryProblem } from '../../polecat/repository-url.ts'
import { readCheckout } from '../../checkout/checkout.ts'
import { findRig } from '../../rigs/find-rig.ts'

/** The repository that a git credential is for. */
export interface GitTarget {
  readonly transport: 'ssh' | 'https' | 'http' | 'file'
  /** With the port where it is not the usual one. */
  readonly host: string
  /** Such as `myorg/athena`. */
  readonly path: string
}

interface TargetFlags {
  readonly url?: string
  readonly rig?: string
}

/** Target of `--url`, of the rig, or of the checkout that the command is called in; undefined where nothing tells. */
export async function gitTarget(context: Context, { url, rig }: TargetFlags): Promise<GitTarget | undefined> {
  if (url !== undefined && rig !== undefined)
    throw invalid('invalid flag value', [{ field: '--url', message: 'cannot be combined with --rig' }])
  if (url !== undefined) {
    const problem = repositoryProblem(url, { local: true })
    if (problem !== undefined) throw invalid('invalid flag value', [{ field: '--url', message: `the URL ${problem}` }])
    return targetOf(url)
  }
  if (rig !== undefined) {
    const { spec } = await findRig(await context.client(), rig, context.signal)
    return targetOf(spec.gitURL)
  }
  const checkout = await readCheckout(context)
  const remote = checkout === undefined ? undefined : withoutCredentials(checkout.remote)
  return remote === undefined || repositoryProblem(remote, { local: true }) !== undefined ? undefined : targetOf(remote)
}

function targetOf(url: string): GitTarget | undefined {
  const { transport, host } = parseRemote(url, true)
  const path = url.includes('://') ? new URL(url).pathname : url.slice(url.indexOf(':') + 1)
  return transport === 'file'
    ? undefined
    : { transport, host: host.toLowerCase(), path: path.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '') }
}
