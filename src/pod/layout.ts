/**
 * What every part knows of an attempt's pod: its containers, its volumes, and the files through which the containers
 * talk. Each volume is at the same path in every container; the volumes of git are siblings, because alternates are
 * relative. Locally, without a sandbox, every path is below GASTOWN_ROOT.
 */
export const containers = {
  setup: 'setup',
  clone: 'git-clone',
  push: 'git-push',
  save: 'git-save',
  agent: 'agent',
} as const
export type ContainerName = (typeof containers)[keyof typeof containers]

/**
 * Caught by our own containers once they handle TERM: Node catches TERM itself while it starts, and dies by it. Nobody
 * sends it.
 */
export const readySignal = 'SIGUSR2'

/** Mount paths, by volume name. */
export const mounts = {
  passwd: '/passwd',
  times: '/times',
  base: '/base',
  handoff: '/handoff',
  private: '/private',
  workspace: '/workspace',
  control: '/control',
  ack: '/ack',
  output: '/output',
  stop: '/stop',
  home: '/home/agent',
  tmp: '/tmp',
  entry: '/entry',
  prompt: '/prompt',
  settings: '/settings',
  'git-credential': '/credentials/git',
  'known-hosts': '/credentials/known-hosts',
  'llm-credential': '/credentials/llm',
  /** A folder of each of the Secrets that the agent has in its environment, for git-save alone. */
  'agent-secrets': '/credentials/agent',
} as const

/** Files, by who writes them. */
export const files = {
  /** setup: seconds since 1970 at its start. */
  setupTime: '/times/setup',
  checkout: '/workspace/repo',
  /** git-clone: the repositories. */
  baseRepository: '/base/base.git',
  handoffRepository: '/handoff/own.git',
  pushRepository: '/private/push.git',
  /** git-clone: where the attempt starts, for git-save (no secrets). */
  start: '/handoff/start.json',
  /** git-clone, for git-push: what the remote had. */
  remote: '/private/remote.json',
  /** git-save: what git-push is to push; replaced by rename. */
  handover: '/handoff/handover.json',
  /** git-push: {nonce, state} of the last handover that it answered; replaced by rename. */
  ack: '/ack/ack.json',
  /** git-push, for git-save: since when and why the remote takes nothing; empty while it does. */
  waiting: '/ack/waiting.json',
  /** git-save: present once the agent is to end; its text is a stop word. */
  stopAgent: '/control/stop',
  /** git-save: seconds since 1970 of the soft deadline. */
  softDeadline: '/control/deadline',
  /** git-save: the transcript as text, in segments 1, 2, … of 64 MiB. */
  transcript: '/control/transcript',
  /** git-save: present once the transcript holds everything up to the end; its text is the nonce that it answers. */
  transcriptDone: '/control/transcript-done',
  /** entry: what the agent printed. */
  agentOutput: '/output/raw',
  /** entry: {"status":N,"nonce":"…"} once the agent has ended; replaced by rename. Not to be believed. */
  ended: '/output/ended',
  /** the kubelet, from annotations of the pod. */
  stop: '/stop/stop',
  started: '/stop/started',
  recorded: '/stop/recorded',
  entry: '/entry/entry.sh',
  prompt: '/prompt/prompt',
  /** For the entry to put before the prompt. */
  preamble: '/prompt/preamble',
  /** A folder with the agent's own files, for the entry to copy into its home. */
  homeFiles: '/prompt/home',
  /** git-clone, git-save: a note on the saved work that a later attempt got, for the entry to put after the preamble. */
  note: '/workspace/note',
  settings: '/settings/settings.json',
} as const

/** The program of our own containers: in the image a launcher on the PATH, locally this installation's. */
export const containerProgram = 'gastown-container'
export const containerWords = {
  clone: 'git-clone',
  push: 'git-push',
  save: 'git-save',
  release: 'git-release',
  /** By exec in git-save. */
  showWork: 'show-work',
  showPatch: 'show-patch',
  showStat: 'show-stat',
} as const

/** Environment of our own containers. */
export const environment = {
  /** Locally, where a container runs without a sandbox: the folder that stands for `/`. */
  root: 'GASTOWN_ROOT',
  /** Locally: where the termination message goes; /dev/termination-log otherwise. */
  terminationLog: 'GASTOWN_TERMINATION_LOG',
} as const

/** What is said on stderr of work that is shown: no checkpoint has found any where it is null. */
export interface ShownAbout {
  readonly checkpoint: string | null
}
