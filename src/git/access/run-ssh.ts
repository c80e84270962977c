import type { Access } from './access.ts'
import type { RemoteUrl } from '../remote-url.ts'
import { runGit, runProgram, type GitResult } from '../run.ts'
import { quoted } from './ssh-command.ts'

/** Runs a command at an ssh remote, with the very ssh that git uses for it. `%` in the words is the repository's path. */
export async function runSsh({ env }: Access, remote: RemoteUrl, words: readonly string[]): Promise<GitResult> {
  const { options, path } = sshAddress(remote.url)
  const command = words.map((word) => quoted(word === '%' ? path : word)).join(' ')
  const ssh = env.GIT_SSH_COMMAND ?? (await configured(env)) ?? 'ssh'
  return await runProgram('sh', ['-c', `${ssh} "$@"`, 'ssh', ...options, command], { env, timeoutMs: 60_000 })
}

/** In local mode a user's git may run another ssh. */
async function configured(env: Access['env']): Promise<string | undefined> {
  const { stdout } = await runGit(['config', '--get', 'core.sshCommand'], { env, timeoutMs: 60_000 })
  return stdout.toString('utf8').trim() || undefined
}

/** Both forms of an ssh URL, as git takes them apart. parseRemote has refused what ssh would take for an option. */
export function sshAddress(url: string): { options: readonly string[]; path: string } {
  if (!url.includes('://')) {
    const [, host = '', path = ''] = /^((?:[^@]*@)?(?:\[[^\]]*\]|[^:]+)):(.+)$/.exec(url) ?? []
    return { options: [host.replaceAll(/[[\]]/g, '')], path }
  }
  const { username, hostname, port, pathname } = new URL(url)
  const host = hostname.replaceAll(/[[\]]/g, '')
  const user = username === '' ? '' : `${decodeURIComponent(username)}@`
  const path = decodeURIComponent(pathname)
  return {
    options: [...(port === '' ? [] : ['-p', port]), `${user}${host}`],
    path: path.startsWith('/~') ? path.slice(1) : path,
  }
}
