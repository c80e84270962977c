import { GitFailure } from '../../git/failure.ts'
import { parseRemote, type RemoteUrl } from '../../git/remote-url.ts'

/** Where the contents come from. */
export type Endpoint =
  | {
      readonly kind: 'web'
      readonly url: string
      /** Whether the server is on the host that the git credential is for. */
      readonly trusted: boolean
    }
  | { readonly kind: 'ssh'; readonly remote: RemoteUrl }
  | { readonly kind: 'folder'; readonly repository: string }

export const withoutLfs = 'or set lfs to false to work with the pointers'

/**
 * The LFS server of a repository: the one that its .lfsconfig names, else the one that belongs to its URL, as git-lfs
 * derives it. The credential is for the repository's own host alone, so that a key of ssh reaches no other, and other
 * web servers are asked without.
 */
export function endpointOf(remote: RemoteUrl, configured: string | undefined): Endpoint {
  if (configured === undefined) return ownEndpoint(remote)
  const named = parsed(configured)
  const same = named.host === remote.host && named.transport === remote.transport
  if (named.transport === 'https' || named.transport === 'http')
    return { kind: 'web', url: withoutSlash(named.url), trusted: same }
  if (named.transport === 'ssh' && same) return { kind: 'ssh', remote: named }
  throw new GitFailure('spec', `.lfsconfig names the LFS server ${named.shown}, where the git credential is not for`, {
    hint: `let it name an https URL or none at all, ${withoutLfs}`,
  })
}

function ownEndpoint(remote: RemoteUrl): Endpoint {
  const { transport, url } = remote
  if (transport === 'ssh') return { kind: 'ssh', remote }
  if (transport === 'file') return { kind: 'folder', repository: url.startsWith('/') ? url : fileOf(url) }
  const repository = withoutSlash(url)
  return { kind: 'web', url: `${repository}${repository.endsWith('.git') ? '' : '.git'}/info/lfs`, trusted: true }
}

function parsed(url: string): RemoteUrl {
  try {
    // No paths: a repository must not choose which folders of the machine an agent sees.
    return parseRemote(url, false)
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error
    const why = error.message.replace("the repository's URL ", '')
    // Not the URL itself, which may hold a password.
    throw new GitFailure('spec', `the LFS server's URL in .lfsconfig ${why}`, {
      hint: `correct it, ${withoutLfs}`,
    })
  }
}

function fileOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname)
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '')
}
