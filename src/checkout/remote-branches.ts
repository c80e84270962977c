import { explain } from '../git/explain.ts'
import { GitFailure } from '../git/failure.ts'
import { parseRemote } from '../git/remote-url.ts'
import type { GitResult } from '../git/run.ts'
import { withoutCredentials } from '../git/without-credentials.ts'

export interface RemoteBranches {
  /** The branch that the remote's HEAD names. */
  readonly head: string | undefined
  readonly names: ReadonlySet<string>
}

/** Asks the remote with the given git; throws a GitFailure where it does not answer. */
export async function remoteBranches(
  remote: string,
  git: (args: readonly string[]) => Promise<GitResult>,
): Promise<RemoteBranches> {
  const result = await git(['ls-remote', '--symref', '--', remote, 'HEAD', 'refs/heads/*'])
  const shown = withoutCredentials(remote)
  if (result.status !== 0) throw withoutURL(explain(result, parseRemote(shown, true)), remote, shown)
  const lines = result.stdout.toString('utf8').split('\n')
  const names = new Set(lines.flatMap((line) => /^[0-9a-f]+\trefs\/heads\/(.+)$/.exec(line)?.[1] ?? []))
  const head = lines.map((line) => /^ref: refs\/heads\/(.+)\tHEAD$/.exec(line)?.[1]).find((name) => name !== undefined)
  return { head: head !== undefined && names.has(head) ? head : undefined, names }
}

/** git repeats the URL in some of its messages; most versions leave its password out. */
function withoutURL(failure: GitFailure, remote: string, shown: string): GitFailure {
  const message = failure.message.replaceAll(remote, shown)
  return new GitFailure(failure.kind, message, { hint: failure.hint, cause: failure.cause })
}
