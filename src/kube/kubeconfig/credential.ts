export type Headers = Record<string, string | string[]>

export interface Certificate {
  readonly cert: string
  readonly key: string
}

/** What a request carries to say who it comes from. */
export interface Credential {
  readonly headers: Headers
  readonly certificate?: Certificate
}

/** Where credentials come from. */
export interface Source {
  readonly read: () => Promise<Credential>
  /** How long an answer serves; left out: for good. */
  readonly seconds?: number
  /** The server refused what was read last. */
  readonly forget?: () => void
}
