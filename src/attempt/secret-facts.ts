/** Facts of a Secret, for plans and checks; its values are not kept. */
export type SecretFacts =
  | { readonly state: 'missing' }
  /** Where the operator may not read it; the kubelet will say what is wrong with it. */
  | { readonly state: 'unreadable' }
  | {
      readonly state: 'found'
      readonly keys: readonly string[]
      /** Value of its role label: git | llm. */
      readonly role?: string
      /** Whether a Polecat or a Rig names it as its git credential. */
      readonly namedForGit: boolean
      /** A person's login in it: what is wrong with it, or when it ends, in milliseconds since 1970. */
      readonly login?: { readonly problem?: string; readonly expiresAt?: number }
    }
