/**
 * The user's own git, for what the user asks of a remote: their configuration and credentials, and of the checkout that
 * they are in no more than how its remotes are reached.
 */
import type { Context } from '../context.ts'
import { codeOf, GastownError } from '../errors.ts'
import type { Access } from '../git/access/access.ts'
import { GitFailure } from '../git/failure.ts'
import { parseRemote, type RemoteUrl } from '../git/remote-url.ts'
import type { CheckoutContext } from './checkout.ts'
import { asVariables, checkoutSettings } from './checkout-settings.ts'

export async function ownAccess(
  repository: string,
  context: CheckoutContext & Pick<Context, 'isLocal'>,
): Promise<Access> {
  const { env } = context
  // A command that a hook of git runs is told of that hook's repository.
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !repositoryVariable.test(entry[0]),
  )
  // Nobody is asked: an answer would be for a repository that the user does not see.
  const quiet = { GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0', GIT_PAGER: 'cat', LC_ALL: 'C' }
  const here = asVariables(await checkoutSettings(context), env)
  return {
    remote: remoteOf(repository, await context.isLocal()),
    env: { ...Object.fromEntries(kept), ...here, ...quiet },
  }
}

/** Who wrote a rig with another program may have written anything. */
function remoteOf(repository: string, local: boolean): RemoteUrl {
  try {
    return parseRemote(repository, local)
  } catch (error) {
    throw ownGitError('the repository cannot be read', error)
  }
}

const repositoryVariable =
  /^GIT_(DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|NAMESPACE|PREFIX|QUARANTINE_PATH|SHALLOW_FILE)$/

const usualHint = 'It is read with your own git: git ls-remote must work for you, in the current directory.'

/** What went wrong with the user's own git, as an error of a command. */
export function ownGitError(what: string, error: unknown, hint = usualHint): unknown {
  if (codeOf(error) === 'ENOENT')
    return new GastownError('invalid', 'git is not on PATH', {
      cause: error,
      hints: ['Install git, or correct PATH.'],
    })
  if (!(error instanceof GitFailure)) return error
  const kind = error.kind === 'authentication' ? 'denied' : error.kind === 'unreachable' ? 'unreachable' : 'invalid'
  return new GastownError(kind, `${what}: ${error.message}`, {
    cause: error,
    hints: [hint],
  })
}
