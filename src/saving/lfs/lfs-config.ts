import { runGit } from '../../git/run.ts'
import type { Objects } from '../objects.ts'

/**
 * The LFS server that a commit's .lfsconfig names. Asked of the base commit only: where the credential goes is decided
 * by the base branch, never by commits of an agent's.
 */
export async function configuredServer(objects: Objects, base: string): Promise<string | undefined> {
  const words = [`--git-dir=${objects.gitDir}`, 'config', '--blob', `${base}:.lfsconfig`, '-z', '--list']
  const { status, stdout } = await runGit(words, { env: objects.env, timeoutMs: 60_000 })
  if (status !== 0) return undefined
  const named = new Map<string, string>()
  for (const entry of stdout.toString('utf8').split('\0')) {
    const at = entry.indexOf('\n')
    if (at > 0) named.set(entry.slice(0, at), entry.slice(at + 1))
  }
  return named.get('lfs.url') ?? named.get('remote.origin.lfsurl')
}
