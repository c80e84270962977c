export type Headers = Record<string, string | string[]>

export interface Certificate {
  readonly cert: string
  readonly key: string
}

/** Credential of a request. */
export interface Credential {
  readonly headers: Headers
  readonly certificate?: Certificate
}

/** Source of credentials. */
export interface Source {
  readonly read: () => Promise<Credential>
  /** Lifetime of a credential; default: unlimited. */
  readonly seconds?: number
  /** The server refused what was read last. */
  readonly forget?: () => void
}
