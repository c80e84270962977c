import { codeOf, GastownError, messageOf } from '../../errors.ts'

/** Hints by the code of the fault, where more is known of a server than of others. */
export type FaultHints = Readonly<Record<string, string>>

/** A request that got no response, in the user's words. */
export function networkError(
  { server, hints }: { readonly server: string; readonly hints?: FaultHints },
  error: unknown,
): GastownError {
  if (error instanceof GastownError) return error
  const code = codeOf(error)
  const known = faults[code]
  const hint = hints?.[code] ?? known?.hint
  return new GastownError('unreachable', `cannot reach ${server}: ${known?.words ?? messageOf(error)}`, {
    cause: error,
    hints: hint === undefined ? [] : [hint],
  })
}

const wrongCa = 'the certificate-authority of your kubeconfig does not belong to this server'

const faults: Record<string, { words: string; hint?: string }> = {
  ECONNREFUSED: { words: 'connection refused', hint: 'is the cluster running, and is this its address?' },
  ECONNRESET: { words: 'connection reset' },
  EPIPE: { words: 'connection closed' },
  ETIMEDOUT: { words: 'no response', hint: 'is a VPN or a proxy needed?' },
  EHOSTUNREACH: { words: 'no route to the host', hint: 'is a VPN needed?' },
  ENETUNREACH: { words: 'network unreachable', hint: 'is a VPN needed?' },
  ENOTFOUND: { words: 'no such host' },
  EAI_AGAIN: { words: 'the name cannot be resolved now' },
  EPROTO: { words: 'it does not speak TLS', hint: 'is its URL https:// or http://?' },
  ERR_SSL_WRONG_VERSION_NUMBER: { words: 'it does not speak TLS', hint: 'is its URL https:// or http://?' },
  CERT_HAS_EXPIRED: { words: 'its certificate has expired' },
  DEPTH_ZERO_SELF_SIGNED_CERT: { words: 'its certificate is not trusted', hint: wrongCa },
  SELF_SIGNED_CERT_IN_CHAIN: { words: 'its certificate is not trusted', hint: wrongCa },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: { words: 'its certificate is not trusted', hint: wrongCa },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: { words: 'its certificate is not trusted', hint: wrongCa },
  CERT_SIGNATURE_FAILURE: { words: 'its certificate is not trusted', hint: wrongCa },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    words: 'its certificate is for another name',
    hint: 'tls-server-name in the kubeconfig can name the one it is for',
  },
}
