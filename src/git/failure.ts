import type { Reason } from '../outcome/reasons.ts'

/** What kept git from doing something, told apart by what helps against it. */
export type FailureKind =
  | 'spec'
  | 'credential-missing'
  | 'authentication'
  | 'host-key'
  | 'not-found'
  | 'unreachable'
  | 'disk-full'
  | 'format'
  | 'base-missing'
  | 'refused'
  | 'unknown'

/** The reason that a failed start has for each. */
export const cloneReasons = {
  spec: 'InvalidSpec',
  'credential-missing': 'SecretKeyMissing',
  authentication: 'CredentialRejected',
  'host-key': 'HostKeyMismatch',
  'not-found': 'CloneFailed',
  unreachable: 'CloneFailed',
  'disk-full': 'CloneFailed',
  format: 'InvalidSpec',
  'base-missing': 'BaseBranchMissing',
  refused: 'CloneFailed',
  unknown: 'CloneFailed',
} as const satisfies Record<FailureKind, Reason>

interface FailureDetails {
  /** What the user can do about it. */
  readonly hint?: string | undefined
  /** The server was reached, and the connection ended before all was said. Whether it is away, only another look tells. */
  readonly cut?: boolean
  readonly cause?: unknown
}

/** The message is one printable sentence for status.message; it holds no secret. */
export class GitFailure extends Error {
  override readonly name = 'GitFailure'
  readonly kind: FailureKind
  readonly hint: string | undefined
  readonly cut: boolean

  constructor(kind: FailureKind, message: string, { hint, cut = false, cause }: FailureDetails = {}) {
    super(message, { cause })
    this.kind = kind
    this.hint = hint
    this.cut = cut
  }

  /** Trying again may help without anybody doing anything. */
  get transient(): boolean {
    return this.kind === 'unreachable'
  }

  /** Message and hint as one text. */
  get words(): string {
    return this.hint === undefined ? this.message : `${this.message}: ${this.hint}`
  }
}
