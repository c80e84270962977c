import type { Access } from './access/access.ts'
import { explain } from './explain.ts'
import { GitFailure } from './failure.ts'
import { hookless } from './own-config.ts'
import { runGit } from './run.ts'

/** A command line holds only so many. */
const mostPatterns = 1000

/**
 * What the remote shows of these refs (full names, `*` for any rest; all without any), HEAD and peeled tags apart: full name → commit.
 * Throws a GitFailure.
 */
export async function listRefs(
  { remote, env }: Access,
  patterns: readonly string[] = [],
  signal?: AbortSignal,
  timeoutMs = 60_000,
): Promise<Map<string, string>> {
  const call = { env, timeoutMs, ...(signal && { signal }) }
  const some = patterns.length > mostPatterns ? [] : patterns
  const result = await runGit([...hookless, 'ls-remote', '--quiet', '--refs', '--', remote.url, ...some], call)
  if (result.status !== 0) throw withSshHint(explain(result, remote), result.timedOut && remote.transport === 'ssh')
  return parseRefs(result.stdout.toString('utf8'), remote.shown)
}

/** Connecting has a limit of its own, a ProxyCommand included; what is left is ssh that waits for somebody. */
function withSshHint(failure: GitFailure, waits: boolean): GitFailure {
  if (!waits || failure.kind !== 'unreachable') return failure
  const hint =
    'ssh may wait for somebody: an agent that asks, a hardware key, or core.sshCommand; check it with git ls-remote'
  return new GitFailure(failure.kind, failure.message, { hint, cut: failure.cut, cause: failure })
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
    if (name.startsWith('refs/')) refs.set(name, id)
  }
  return refs
}
