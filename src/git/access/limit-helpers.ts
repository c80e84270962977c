/**
 * The user's own credential helpers, each with a limit of seconds: one may wait for a keyring to be unlocked, or for a
 * login in a browser, and nobody is there to do so.
 */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { configEntry, type ConfigEntry } from '../config-text.ts'
import { GitFailure } from '../failure.ts'
import { sanitizeLine } from '../../text/sanitize.ts'
import { quoted } from './ssh-command.ts'

const helperSeconds = 20

/** Arguments: the helper's name and command, the seconds, git's operation. Without timeout(1), as on macOS, no limit. */
const script = `command -v timeout >/dev/null || exec sh -c "$2 $4"
timeout -k 2 "$3" sh -c "$2 $4"
status=$?
case $status in
  124 | 137) echo "gastown: no answer of the credential helper $1 in $3 s" >&2 ;;
esac
exit $status
`

/**
 * Settings that replace the helpers of this environment by the same ones with a limit, in their order. A remote that is
 * reached by ssh has no use for them, unless the user's insteadOf makes another of it.
 */
export function limitHelpers(
  folder: string,
  env: Readonly<Record<string, string>>,
  { isSsh, seconds = helperSeconds }: { readonly isSsh: boolean; readonly seconds?: number | undefined },
): ConfigEntry[] {
  const words = ['config', '-z', '--get-regexp', '^(credential\\.(.*\\.)?helper|url\\..*\\.(push)?insteadof)$']
  const { stdout } = spawnSync('git', words, { env, cwd: '/', encoding: 'utf8' })
  const entries = (stdout ?? '').split('\0').filter((entry) => entry !== '')
  const helpers = entries.filter((entry) => entry.startsWith('credential.'))
  if (isSsh && helpers.length === entries.length) return []
  if (helpers.length === 0) return []
  const file = join(folder, 'credential-helper')
  writeFileSync(file, script, { mode: 0o600 })
  // The first one makes git forget all that come before, those of single hosts too.
  return [
    configEntry('credential.helper', ''),
    ...helpers.map((entry) => {
      const end = entry.indexOf('\n')
      const [key, value] = end < 0 ? [entry, ''] : [entry.slice(0, end), entry.slice(end + 1)]
      const limited = ['sh', file, helperName(value), helperCommand(value), String(seconds)].map(quoted).join(' ')
      return configEntry(key, value === '' ? '' : `!${limited}`)
    }),
  ]
}

/** As git makes a command of it (gitcredentials(7)). */
function helperCommand(value: string): string {
  if (value.startsWith('!')) return value.slice(1)
  return value.startsWith('/') ? value : `git credential-${value}`
}

/** Program of a helper's command: what follows may hold a secret. */
function helperName(value: string): string {
  const [word = ''] = value.replace(/^!/, '').trim().split(/\s/)
  return /^[\w.~/+-]{1,200}$/.test(word) ? `'${word}'` : 'that is a shell command'
}

/** What a helper that was ended has left in git's words. */
export function helperFailure(stderr: string, place: string): GitFailure | undefined {
  const found = /^gastown: no answer of the credential helper (.+) in (\d+) s$/m.exec(stderr)
  if (found === null) return undefined
  const [, name = '', seconds = ''] = found
  // The helper may be unlocked meanwhile, and the work is not lost until then.
  return new GitFailure(
    'unreachable',
    `the credential helper ${sanitizeLine(name, 200)} for ${place} did not respond within ${seconds} s`,
    {
      hint: 'it may wait for somebody: unlock it or log in, then try "git credential fill"; or store a credential with: gastown secrets import-git',
    },
  )
}
