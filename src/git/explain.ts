import { GitFailure, type FailureKind } from './failure.ts'
import { helperFailure } from './access/limit-helpers.ts'
import { sanitizeLine } from '../text/sanitize.ts'
import type { RemoteUrl } from './remote-url.ts'
import type { GitResult } from './run.ts'
import { serverWords } from './server-words.ts'

interface Sign {
  readonly kind: FailureKind
  /** What git, ssh, curl or a host prints. */
  readonly pattern: RegExp
  /** Only in the lines of this side: a server's words may speak of anything. */
  readonly ours?: true
  /** The server was reached, and ended the connection. */
  readonly cut?: true
  says(remote: RemoteUrl): string
  readonly hint?: string
}

const place = (remote: RemoteUrl): string => (remote.host === '' ? remote.shown : remote.host)

/** In this order: a later sign is often printed along with an earlier one. */
const signs: readonly Sign[] = [
  {
    kind: 'disk-full',
    pattern: /No space left on device|Disk quota exceeded/,
    ours: true,
    says: () => 'the disk is full',
  },
  {
    kind: 'host-key',
    pattern: /REMOTE HOST IDENTIFICATION HAS CHANGED|Host key for .* has changed/,
    says: (remote) => `the host key of ${place(remote)} is not the one that is known`,
    hint: 'somebody may be listening in; if the server really has a new key, correct known_hosts',
  },
  {
    kind: 'host-key',
    pattern: /No .* host key is known for|Host key verification failed|no hostkey alg|no matching host key type/,
    says: (remote) => `the host key of ${place(remote)} is not known`,
    hint: 'put the output of ssh-keyscan, once checked, into known_hosts of the git Secret or the ConfigMap of known hosts',
  },
  {
    kind: 'format',
    pattern:
      /mismatched algorithms|unknown object format|object-format '?sha256|unknown repository extension|Expected git repo version/i,
    says: (remote) =>
      `${remote.shown} stores its objects or refs in a way that gastown cannot use (SHA-256 or reftable)`,
    hint: 'only SHA-1 repositories with ordinary refs work',
  },
  {
    kind: 'authentication',
    pattern: /could not read (Username|Password)/,
    says: (remote) => `${place(remote)} requires a credential, but there is none for it`,
    hint: 'name a git Secret as gitSecretRef, or, in local mode, log in with your own git',
  },
  {
    kind: 'authentication',
    pattern:
      /Permission denied \(|Authentication failed|HTTP Basic: Access denied|returned error: 40[13]|Write access to repository not granted|Too many authentication failures|Load key .*(error|invalid|denied)|UNPROTECTED PRIVATE KEY|Permission to .* denied|not allowed to (upload|push) code|deploy key|marked as read.only|repository access denied|The project you were looking for could not be found or you don't have permission/i,
    says: (remote) => `${place(remote)} refused the credential`,
    hint: 'check that the key or token (the git Secret, or your own) may read and write this repository',
  },
  {
    kind: 'spec',
    pattern: /detected dubious ownership/,
    says: (remote) => `${remote.shown} belongs to another user of this machine`,
    hint: 'use a repository of your own, or change its owner',
  },
  {
    kind: 'not-found',
    pattern:
      /Repository not found|repository '?.*'? not found|does not appear to be a git repository|does not exist|returned error: 404|no such (repository|project)|access denied or repository not exported/i,
    says: (remote) => `no repository found at ${remote.shown}, or the credential cannot access it`,
    hint: 'check spec.kubernetes.gitRepository and the credential',
  },
  {
    kind: 'spec',
    pattern: /returned error: 30\d|unable to update url base from redirection|Maximum \(\d+\) redirects/,
    says: (remote) => `${place(remote)} responds with a redirect, which is not followed because of the credential`,
    hint: "give the repository's present URL",
  },
  {
    kind: 'spec',
    pattern: /transport '.*' not allowed/,
    says: (remote) => `${remote.shown} uses a transport that is not allowed`,
  },
  {
    kind: 'unknown',
    pattern: /pack exceeds maximum|returned error: 413/i,
    says: (remote) => `${place(remote)} refuses the push as too big`,
  },
  {
    kind: 'unknown',
    pattern: /returned error: 507/,
    says: (remote) => `${place(remote)} has no space for the push`,
  },
  {
    kind: 'unknown',
    pattern: /SSL certificate problem|certificate verify failed|server certificate verification failed/i,
    says: (remote) => `the certificate of ${place(remote)} cannot be verified`,
    hint: 'put the certificate authority into ca.crt of the git Secret',
  },
  {
    kind: 'unreachable',
    pattern:
      /Could not resolve host|Temporary failure in name resolution|Name or service not known|Connection (refused|timed out)|Failed to connect|Couldn't connect|Operation timed out|No route to host|Network is unreachable|returned error: (408|429|502|503|504)|Operation too slow|kex_exchange_identification|Timeout, server|connect to host|gnutls_handshake|SSL_ERROR|TLS connect/i,
    ours: true,
    says: (remote) => `${place(remote)} cannot be reached`,
  },
  {
    kind: 'unreachable',
    pattern:
      /Connection (reset|closed)|unexpected disconnect|hung up (unexpectedly|upon initial contact)|transfer closed with|not closed cleanly|early EOF|returned error: 5\d\d|RPC failed|Broken pipe|Empty reply/i,
    ours: true,
    cut: true,
    says: (remote) => `${place(remote)} cannot be reached`,
  },
  {
    // Also what a server that is being restarted leaves behind.
    kind: 'unreachable',
    pattern: /Could not read from remote repository/,
    ours: true,
    cut: true,
    says: (remote) =>
      `${place(remote)} ended the connection without giving a reason; or there is no repository at ${remote.shown}, or the credential cannot access it`,
  },
]

/** The failure behind a git call that did not succeed, in words for the user. */
export function explain(result: GitResult, remote: RemoteUrl): GitFailure {
  const { stderr } = result
  const own = stderr.replaceAll(/^remote:.*$/gm, '')
  const helper = helperFailure(own, place(remote))
  if (helper !== undefined) return helper
  const sign = signs.find(({ pattern, ours }) => pattern.test(ours ? own : stderr))
  if (result.timedOut && sign === undefined)
    return new GitFailure('unreachable', `${place(remote)} did not respond in time${lastWords(stderr)}`)
  if (sign === undefined)
    return new GitFailure('unknown', `git failed with status ${result.status}${lastWords(stderr)}`)
  // ssh and git add words of their own only where the sign alone leaves open what happened.
  const said = sign.kind === 'unreachable' || sign.kind === 'unknown' ? lastWords(stderr) : ''
  const { kind, hint, cut = false } = sign
  return new GitFailure(kind, `${sign.says(remote)}${said}`, { hint, cut })
}

/** The same for a transfer that had begun: the repository is there, and what the server says is of the transfer. */
export function explainTransfer(result: GitResult, remote: RemoteUrl): GitFailure {
  const failure = explain(result, remote)
  const words = serverWords(result.stderr)
  // A status of HTTP says what it says, and a full disk of ours is not the server's matter.
  if (words === '' || result.timedOut || failure.kind === 'disk-full' || /returned error: \d/.test(result.stderr))
    return failure
  return new GitFailure('unreachable', `${place(remote)} ended the transfer: ${words}`, { cut: true })
}

/** What the server said, or else the line of git's that says most: the first error, or the last. */
function lastWords(stderr: string): string {
  const lines = stderr.split(/[\r\n]+/).filter((line) => line.trim() !== '')
  const ofServer = lines.some((line) => line.startsWith('remote:')) ? serverWords(stderr, 160) : ''
  if (ofServer !== '') return ` (${ofServer})`
  const line = lines.find((line) => /^(fatal|error|ssh):/.test(line)) ?? lines.at(-1)
  return line === undefined ? '' : ` (${sanitizeLine(line, 160)})`
}
