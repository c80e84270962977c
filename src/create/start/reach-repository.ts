import { GastownError, type Problem } from '../../errors.ts'
import { GitFailure } from '../../git/failure.ts'
import { withoutCredentials } from '../../git/without-credentials.ts'
import { userGit, type CheckoutContext } from '../../checkout/checkout.ts'
import { namesOfSettings } from '../../checkout/checkout-settings.ts'
import { remoteBranches, type RemoteBranches } from '../../checkout/remote-branches.ts'
import { withPodGit } from './pod-git.ts'

/**
 * The branches of a repository, asked as a polecat of local mode will ask. Where that fails and the user's own git in
 * this folder succeeds, the error names what the two do not share.
 */
export async function reachRepository(repository: string, place: CheckoutContext): Promise<RemoteBranches> {
  try {
    return await withPodGit(repository, place, (git) => remoteBranches(repository, git))
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error
    const settings = error.kind === 'spec' ? [] : await differences(repository, place)
    if (settings.length > 0) throw onlyHere(error, settings)
    throw unreachable(error, withoutCredentials(repository))
  }
}

/** None where the user's own git fails as well. */
async function differences(repository: string, place: CheckoutContext): Promise<string[]> {
  const { status } = await userGit(['ls-remote', '--', repository, 'HEAD'], place)
  return status === 0 ? await namesOfSettings(place) : []
}

function unreachable(failure: GitFailure, shown: string): GastownError {
  const kind = failure.kind === 'unreachable' ? 'unreachable' : 'cannot-start'
  return new GastownError(kind, `polecats cannot reach the repository: ${failure.message}`, {
    cause: failure,
    hints: [failure.hint ?? `Check it with: git -C / ls-remote ${shown}`, 'Create it anyway with --no-check.'],
  })
}

function onlyHere(failure: GitFailure, settings: readonly string[]): GastownError {
  const problems = settings.map((field): Problem => ({
    field,
    message: 'is set for this checkout or shell only; polecats have your global configuration of git and ssh',
  }))
  return new GastownError('cannot-start', `polecats cannot reach the repository as you do: ${failure.message}`, {
    cause: failure,
    problems,
    hints: [
      'Give them a credential of their own: gastown secrets import-git',
      'Or set it for all repositories, such as in ~/.ssh/config.',
    ],
  })
}
