/** Access to a cluster: server and identity, from a kubeconfig's context, a pod's service account or local mode. */
export interface ClusterAccess {
  /** `https://host:port`, with a path where the server stands behind one. */
  readonly server: string
  readonly namespace?: string
  /** PEM. Left out: the roots that this machine trusts. */
  readonly ca?: string
  readonly insecure?: boolean
  readonly tlsServerName?: string
  /** The kubeconfig's proxy. Left out: the one that the environment names. */
  readonly proxy?: string
  readonly user?: ClusterUser
}

export interface ClusterUser {
  readonly token?: string
  /** Read again and again, for tokens that are renewed; `token` serves while it cannot be read. */
  readonly tokenFile?: string
  readonly username?: string
  readonly password?: string
  /** PEM. */
  readonly cert?: string
  readonly key?: string
  readonly impersonate?: Impersonation
  readonly plugin?: CredentialPlugin
}

export interface Impersonation {
  readonly user: string
  readonly uid?: string
  readonly groups?: readonly string[]
  readonly extra?: Readonly<Record<string, readonly string[]>>
}

/** A program or a cloud's library that gives the credentials; as written in the kubeconfig, paths made absolute. */
export interface CredentialPlugin {
  readonly exec?: ExecPlugin
  readonly authProvider?: Readonly<Record<string, unknown>>
}

export interface ExecPlugin {
  readonly apiVersion: string
  readonly command: string
  readonly args: readonly string[]
  readonly env: readonly { readonly name: string; readonly value: string }[]
  readonly installHint?: string
  readonly provideClusterInfo: boolean
}
