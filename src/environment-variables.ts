/** Environment variables of the caller, but for those in which agents' credentials may be and CI's names of a branch. */
interface Variable {
  readonly about: 'gastown' | 'kubernetes' | 'terminal' | 'machine' | 'network' | 'git'
  readonly meaning: string
  /** The daemon of local mode has it too. */
  readonly daemon?: true
  /** git and ssh have it where they work with the machine's own set-up, without a Secret. */
  readonly git?: true
  /** git's in the user's shell alone: polecats do not have it. */
  readonly shell?: true
}

/** Every one that src reads by its name, for docs/reference/environment.md. */
export const environmentVariables = {
  GASTOWN_NAMESPACE: {
    about: 'gastown',
    meaning: "Namespace of polecats where `-n` is not given; default: the installation's, or `gastown-system`.",
    daemon: true,
  },
  GASTOWN_WORKER_NAMESPACE: {
    about: 'gastown',
    meaning: "Namespace of pods and credentials; default: the installation's, or `gastown-workers`.",
    daemon: true,
  },
  GASTOWN_CONTEXT: {
    about: 'gastown',
    meaning: 'Context of the kubeconfig where `--context` is not given; `local` selects local mode.',
  },
  GASTOWN_HOME: {
    about: 'gastown',
    meaning: "Folder of local mode's data; default: `gastown` in `XDG_STATE_HOME`.",
    daemon: true,
  },
  GASTOWN_UNSANDBOXED: { about: 'gastown', meaning: '`1`: as `gastown create --unsandboxed`.' },
  GASTOWN_POD_NAME: {
    about: 'gastown',
    meaning: "Name of the operator's own pod, by the downward API: without `--image` it takes that pod's image.",
  },
  GASTOWN_POD_NAMESPACE: { about: 'gastown', meaning: 'Namespace of that pod.' },
  GASTOWN_IMAGE: { about: 'gastown', meaning: 'As `gastown operator run --image`.' },
  GASTOWN_AGENT_IMAGE: { about: 'gastown', meaning: 'As `gastown operator run --agent-image`.' },
  KUBECONFIG: { about: 'kubernetes', meaning: 'Kubeconfig files, merged as kubectl does; default: `~/.kube/config`.' },
  KUBERNETES_SERVICE_HOST: { about: 'kubernetes', meaning: 'Set in pods: the API server, if there is no kubeconfig.' },
  KUBERNETES_SERVICE_PORT: { about: 'kubernetes', meaning: 'Set in pods: its port.' },
  NO_COLOR: { about: 'terminal', meaning: 'Any value: no colors.' },
  FORCE_COLOR: { about: 'terminal', meaning: 'Colors in a pipe too; `0` or `false`: none.' },
  TERM: { about: 'terminal', meaning: '`dumb`: no colors, and no live views.' },
  CI: { about: 'terminal', meaning: 'Any value but `false`: no live views.' },
  HOME: { about: 'machine', meaning: "Home of the user; default: the one in the system's list of users.", git: true },
  PATH: {
    about: 'machine',
    meaning: 'Where git, ssh, bd and others are; in local mode the agent too, as it was when the polecat was created.',
    git: true,
  },
  XDG_CONFIG_HOME: {
    about: 'machine',
    meaning: "Folder of settings, of gastown's (`gastown`) and of git's; default: `~/.config`.",
    git: true,
  },
  XDG_STATE_HOME: { about: 'machine', meaning: 'Folder of data; default: `~/.local/state`.', daemon: true },
  XDG_RUNTIME_DIR: {
    about: 'machine',
    meaning: "Folder in memory for the secrets of local mode's pods, where it is one.",
    daemon: true,
  },
  TMPDIR: { about: 'machine', meaning: 'Folder for temporary files; default: `/tmp`.', daemon: true },
  USER: { about: 'machine', meaning: 'Name of the user, for programs that ask for it.', daemon: true },
  LOGNAME: { about: 'machine', meaning: 'Likewise.', daemon: true },
  LANG: { about: 'machine', meaning: 'Language of other programs.', daemon: true },
  LC_ALL: { about: 'machine', meaning: 'Likewise.', daemon: true },
  HTTPS_PROXY: { about: 'network', meaning: 'Proxy for https.', git: true },
  https_proxy: { about: 'network', meaning: 'Likewise; upper case wins.', git: true },
  HTTP_PROXY: { about: 'network', meaning: 'Proxy for http.', git: true },
  http_proxy: { about: 'network', meaning: 'Likewise; upper case wins.', git: true },
  ALL_PROXY: { about: 'network', meaning: 'Proxy of git for all protocols.', git: true },
  all_proxy: { about: 'network', meaning: 'Likewise.', git: true },
  NO_PROXY: { about: 'network', meaning: 'Hosts that are reached without a proxy.', git: true },
  no_proxy: { about: 'network', meaning: 'Likewise; upper case wins.', git: true },
  SSL_CERT_FILE: { about: 'network', meaning: 'Authorities that OpenSSL trusts.', git: true },
  SSL_CERT_DIR: { about: 'network', meaning: 'Folder of these.', git: true },
  CURL_CA_BUNDLE: { about: 'network', meaning: 'Authorities that curl trusts.', git: true },
  NODE_EXTRA_CA_CERTS: { about: 'network', meaning: 'Authorities that Node trusts besides its own.', git: true },
  SSH_AUTH_SOCK: { about: 'git', meaning: 'Socket of the ssh agent.', git: true },
  GIT_SSL_CAINFO: { about: 'git', meaning: 'Authorities that git trusts.', git: true },
  GIT_SSL_CAPATH: { about: 'git', meaning: 'Folder of these.', git: true },
  GIT_SSH_COMMAND: { about: 'git', meaning: "The ssh of your shell's git; polecats do not have it.", shell: true },
  GIT_SSH: { about: 'git', meaning: 'Likewise.', shell: true },
  GIT_ASKPASS: {
    about: 'git',
    meaning: "What asks for passwords in your shell's git; polecats do not have it.",
    shell: true,
  },
  SSH_ASKPASS: { about: 'git', meaning: 'Likewise.', shell: true },
  GIT_CONFIG_COUNT: { about: 'git', meaning: "Settings of your shell's git; polecats do not have them.", shell: true },
  GIT_CONFIG_GLOBAL: { about: 'git', meaning: 'Likewise.', shell: true },
} as const satisfies Readonly<Record<string, Variable>>

/** Names of those that the daemon, the machine's git, or the shell's alone has. */
export function environmentNames(of: 'daemon' | 'git' | 'shell'): string[] {
  return Object.entries<Variable>(environmentVariables).flatMap(([name, variable]) => (variable[of] ? name : []))
}
