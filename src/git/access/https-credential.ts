import { configEntry, type ConfigEntry } from '../config-text.ts'
import { GitFailure } from '../failure.ts'
import type { RemoteUrl } from '../remote-url.ts'
import { quoted } from './ssh-command.ts'

export interface TokenFiles {
  /** Paths of the files, and what they hold. */
  readonly username: { readonly path: string; readonly text: string } | undefined
  readonly password: { readonly path: string; readonly text: string }
  /** The host that the token is for; without it, the repository's. */
  readonly host: string | undefined
}

/**
 * Settings that let git read the token from its file, for the one host only. The helper is a line of shell whose
 * `printf` is built in, so that the token is never in an argument, an environment, a URL or a file of git's.
 */
export function tokenSettings(remote: RemoteUrl, { username, password, host }: TokenFiles): ConfigEntry[] {
  if (host !== undefined && host.trim().toLowerCase() !== remote.host.toLowerCase())
    throw new GitFailure('authentication', `the token of the git Secret is for another host than ${remote.host}`, {
      hint: "correct the Secret's host, or name another Secret as gitSecretRef",
    })
  for (const [name, file] of Object.entries({ username, password }))
    // oxlint-disable-next-line no-control-regex
    if (file && (/[\u0000-\u001f\u007f]/.test(file.text.replace(/\n+$/, '')) || file.text.trim() === ''))
      throw new GitFailure('authentication', `${name} of the git Secret is empty or has more than one line`, {
        hint: 'import it again with: gastown secrets import-git',
      })
  const user = username === undefined ? 'x-access-token' : `"$(cat ${quoted(username.path)})"`
  const helper = `!f() { test "$1" = get && printf 'username=%s\\npassword=%s\\n' ${user} "$(cat ${quoted(password.path)})"; }; f`
  return [configEntry(`credential.${remote.transport}://${remote.host}.helper`, helper)]
}
