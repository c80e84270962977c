/** Folders of one attempt, each a volume of its own; siblings, because alternates are relative. */
export interface ClonePlaces {
  /** Bare: the packs that are the others' alternates. */
  readonly base: string
  /** Bare: git-save's. */
  readonly handoff: string
  /** Bare: git-push's. */
  readonly push: string
  /** The agent's repository. */
  readonly checkout: string
  /** Only containers with the git credential see these two; the Secret's files, and the ConfigMap's known_hosts. */
  readonly private: string
  readonly credential: string
  readonly knownHosts: string
  /** A file beside the checkout for the agent to read. */
  readonly note: string
}

/** From the `objects` of a repository in a volume, and from a checkout's `.git/objects`. */
export const fromBare = { base: '../../../base/base.git/objects', handoff: '../../../handoff/own.git/objects' }
export const fromCheckout = { base: '../../../../base/base.git/objects' }
