/** What an agent identifies itself with at its model's service: its record says all that differs, and it alone does. */

/** Credentials of an agent that are kept in a Secret, under one key for each kind. */
export interface AgentCredential {
  /** Whose they are, as agentConfig names providers. */
  readonly provider: string
  /** The Secret that serves where nothing else is named, if it exists. */
  readonly secret: string
  /** The command that stores one, for hints. */
  readonly storeWith: string
  /** By the Secret's key, the best first: the agent gets the first that there is. */
  readonly kinds: Readonly<Record<string, CredentialKind>>
  /** How a polecat names a Secret with another kind than an API key. Default: it cannot. */
  readonly namedBy?: { readonly field: 'claudeCredsSecret'; readonly flag: string }
  /** Variables that hold one, or that send the agent to a service with another kind of one. */
  readonly variables: RegExp
  /** An attempt without one is not started, unless a variable of these names may be a way in. Default: it is started. */
  readonly requiredUnless?: RegExp
  /** Where this machine may have one, in the order in which they are asked. */
  readonly places: readonly MachinePlace[]
  /** The folder of its settings: what the variable names, or this one in the home. Default: the home. */
  readonly folder?: { readonly variable: string; readonly inHome: string }
  /** What keys and tokens of the provider begin with, the longer beginnings first. Default: nobody knows. */
  readonly forms?: readonly CredentialForm[]
  /**
   * Tells by its form what a key or a token is. Nothing of it may be repeated in the words. Default: an API key, kept under
   * `api-key`.
   */
  kindOf?(value: string): { readonly kind: string; readonly remarks: readonly string[] } | WrongCredential
  /** Default: it has none. */
  readonly login?: AgentLogin
}

interface CredentialKind {
  /** Such as `API key`. */
  readonly what: string
  /** The variable that the agent takes it from. */
  readonly variable: string
  /** How long it is good for, where it does not say that itself. */
  readonly lifetime: string
}

/** What is wrong, such as `is only a part of a key`. */
interface WrongCredential {
  readonly problem: string
  readonly hints: readonly string[]
}

/**
 * A variable, a file in the folder of settings, or an item in the Keychain of macOS, whose name may depend on what the
 * folder's variable names; and the kind that it holds.
 */
export type MachinePlace = { readonly kind: string } & (
  | { readonly variable: string }
  | { readonly file: string }
  | { readonly keychainItem: (folder: string | undefined) => string }
)

export interface CredentialForm {
  readonly begin: string
  readonly what: string
  /** The provider that takes it as a credential; `nobody` where agents cannot work with it. */
  readonly owner: string
  /** What to use where agents cannot work with it. */
  readonly hint?: string
}

/** A person's login, JSON of the agent's own form. A pod gets its access token alone, in a Secret of its attempt. */
export interface AgentLogin {
  /** Kind of the login itself. */
  readonly kind: string
  /** The kind as which a pod gets the access token. */
  readonly asKind: string
  read(text: string): ReadLogin
  /** Whether the text holds what renews the login: with it, pods would log each other out. */
  isRenewable(text: string): boolean
  /** Hints where it cannot be read, and where it has ended. */
  readonly unreadable: readonly string[]
  readonly ended: readonly string[]
  /** What to know of one that is stored. */
  readonly remarks: readonly string[]
  /** The kind that lasts longer, such as `a one-year token`. */
  readonly better: string
}

export type ReadLogin =
  | {
      readonly ok: true
      readonly login: {
        readonly accessToken: string
        /** Milliseconds since 1970; undefined where it does not say. */
        readonly expiresAt: number | undefined
        /** What is stored of it. */
        readonly stored: string
      }
    }
  /** What is wrong with it, in words that repeat nothing of it. */
  | { readonly ok: false; readonly problem: string }
