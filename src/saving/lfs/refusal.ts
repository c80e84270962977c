import { GitFailure } from '../../git/failure.ts'
import { sanitizeLine } from '../../text/sanitize.ts'
import { withoutLfs } from './endpoint.ts'

export interface Refused {
  readonly host: string
  /** An HTTP status, of the answer as a whole or of one object in it. */
  readonly status: number
  /** What the server says, as it is. */
  readonly message: string
  /** Whether a credential went with the request. */
  readonly authorized: boolean
}

/** The failure behind an answer that is not a success, in words for the user. */
export function refusal({ host, status, message, authorized }: Refused): GitFailure {
  const said = message.trim() === '' ? `status ${status}` : sanitizeLine(message, 160)
  if (status === 507 || status === 509 || /quota|bandwidth limit|storage limit/i.test(message))
    return new GitFailure('unknown', `the LFS quota at ${host} is used up (${said})`, {
      hint: `raise it there, ${withoutLfs}`,
    })
  if (status === 401 || status === 403) return authorized ? refusedCredential(host, said) : noCredential(host)
  if (status === 408 || status === 429 || status >= 500)
    return new GitFailure('unreachable', `the LFS server ${host} cannot be reached (${said})`)
  if (status >= 300 && status < 400)
    return new GitFailure('spec', `the LFS server ${host} responds with a redirect, which is not followed`, {
      hint: `give its present URL in .lfsconfig of the base branch, ${withoutLfs}`,
    })
  if (status === 404 || status === 410)
    return new GitFailure('not-found', `no LFS server found for the repository at ${host} (${said})`, {
      hint: `name it in .lfsconfig of the base branch, ${withoutLfs}`,
    })
  return new GitFailure('unknown', `the LFS server ${host} refuses the request (${said})`)
}

function refusedCredential(host: string, said: string): GitFailure {
  return new GitFailure('authentication', `the LFS server ${host} refused the credential (${said})`, {
    hint: 'check that the token (the git Secret, or your own) may read LFS files of this repository',
  })
}

function noCredential(host: string): GitFailure {
  return new GitFailure('authentication', `the LFS server ${host} requires a credential, but there is none for it`, {
    hint: `the git credential is for the repository's own host alone; name a git Secret with a token for it, ${withoutLfs}`,
  })
}
