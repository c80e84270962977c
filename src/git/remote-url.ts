import { repositoryProblem } from '../polecat/repository-url.ts'
import { GitFailure } from './failure.ts'
import { sanitizeLine } from '../text/sanitize.ts'

/** A remote repository, as git is told of it and as people are. */
export interface RemoteUrl {
  readonly transport: 'file' | 'ssh' | 'https' | 'http'
  /** What git gets on its command line. */
  readonly url: string
  /** The same for messages. */
  readonly shown: string
  /** Host, with the port where it is not the usual one; empty for paths. */
  readonly host: string
}

/** Reads a repository's URL; throws InvalidSpec for one that no container of ours may use. */
export function parseRemote(repository: string, local: boolean): RemoteUrl {
  const problem = repositoryProblem(repository, { local })
  if (problem !== undefined)
    throw new GitFailure('spec', `the repository's URL ${problem}`, { hint: 'correct spec.kubernetes.gitRepository' })
  const shown = sanitizeLine(repository, 160)
  if (repository.startsWith('/')) return { transport: 'file', url: repository, shown, host: '' }
  if (!repository.includes('://')) {
    const host = /^(?:[^@]*@)?(\[[^\]]*\]|[^:]+):/.exec(repository)?.[1] ?? ''
    return { transport: 'ssh', url: repository, shown, host }
  }
  const { protocol, host } = new URL(repository)
  const transport = protocol.slice(0, -1)
  if (transport !== 'file' && transport !== 'ssh' && transport !== 'https' && transport !== 'http')
    throw new GitFailure('spec', 'the repository has a URL of an unknown scheme')
  return { transport, url: repository, shown, host }
}
