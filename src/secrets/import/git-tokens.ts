/** https tokens for git. */
import type { Context } from '../../context.ts'
import { invalid } from '../../errors.ts'
import { tokenUser } from '../deploy-page.ts'
import { fingerprint } from '../fingerprint.ts'
import { readGitToken, type GitImport } from '../git-credential.ts'
import { namedFile, pick } from '../sources.ts'
import type { GitTarget } from './git-target.ts'

interface TokenRequest {
  readonly file: string
  readonly username: string | undefined
  readonly target: GitTarget | undefined
}

/** The token is bound to its host: git sends it nowhere else. */
export async function importedToken(context: Context, { file, username, target }: TokenRequest): Promise<GitImport> {
  if (target === undefined)
    throw invalid('no token was stored', [
      { field: '--url', message: 'expected --url or --rig: a token is for one host' },
    ])
  if (target.transport === 'ssh')
    throw invalid(
      'no token was stored',
      [{ field: '--url', message: 'the repository has an ssh URL, which needs a key' }],
      [
        'Create a deploy key with: gastown secrets import-git',
        `Or give the rig its https URL: https://${target.host}/${target.path}.git`,
      ],
    )
  if (username !== undefined && !/^[\u0021-\u007e]+$/.test(username))
    throw invalid('invalid flag value', [{ field: '--username', message: 'expected a name without white space' }])
  const picked = await pick([namedFile(file, context, '--token-from-file')], {})
  const token = readGitToken(picked.text)
  if (!token.ok)
    throw invalid('the token cannot be used', [{ field: picked.place, message: token.problem }], token.hints)
  const user = username ?? tokenUser(target.host)
  return {
    values: { username: user, password: token.value, host: target.host },
    what: `token from ${picked.place} for ${target.host}`,
    facts: [fingerprint(token.value)],
    notices: [],
  }
}
