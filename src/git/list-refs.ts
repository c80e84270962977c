import type { Access } from './access.ts'
import { explain } from './explain.ts'
import { GitFailure } from './failure.ts'
import { hookless } from './own-config.ts'
import { runGit } from './run.ts'

/** Every ref that the remote shows, HEAD and peeled tags apart: full name → commit. Throws a GitFailure. */
export async function listRefs({ remote, env }: Access, signal?: AbortSignal): Promise<Map<string, string>> {
  const call = { env, timeoutMs: 60_000, ...(signal && { signal }) }
  const result = await runGit([...hookless, 'ls-remote', '--quiet', '--', remote.url], call)
  if (result.status !== 0) throw explain(result, remote)
  return parseRefs(result.stdout.toString('utf8'), remote.shown)
}

function parseRefs(text: string, shown: string): Map<string, string> {
  const refs = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [, id, name] = /^([0-9a-f]+)\t(.+)$/.exec(line) ?? []
    if (id === undefined || name === undefined) continue
    if (id.length !== 40)
      throw new GitFailure('format', `${shown} is a SHA-256 repository, which gastown cannot use`, {
        hint: 'only SHA-1 repositories work',
      })
    if (name.startsWith('refs/') && !name.endsWith('^{}')) refs.set(name, id)
  }
  return refs
}
