/** What a command has around it: streams, environment, clock, abort signal and the ways to a server. Tests give others. */
import type { Client } from './kube/client.ts'
import type { Reason } from './outcome/reasons.ts'
import type { Streams } from './terminal.ts'

interface ConnectOptions {
  readonly kubeconfig?: string
  readonly context?: string
  readonly as?: string
  readonly requestTimeoutSeconds?: number
  /** Starts the server again where it ends before the command has watched anything. */
  readonly reopen?: () => Promise<void>
  /** What to do where it does not answer, by the code of the fault. */
  readonly hints?: Readonly<Record<string, string>>
}

export interface Runtime {
  readonly streams: Streams
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
  readonly cwd: string
  readonly platform: NodeJS.Platform
  /** Aborted by SIGINT and SIGTERM. */
  readonly signal: AbortSignal
  /** What followed `--`; oclif never sees it. */
  readonly passthroughArgs: readonly string[] | undefined
  now(): number
  connect(options: ConnectOptions): Promise<Client>
  /** Whether a kubeconfig or a pod's service account names a cluster. */
  clusterConfigured(): Promise<boolean>
  readonly local: LocalMode
  /** Called once, when the command has ended. */
  onEnd(close: () => void): void
  /** Told as soon as it is known, for the commands that an error names. */
  onConnectionFlags(place: ConnectionFlags): void
}

/** The flags that say where a command looks. */
export interface ConnectionFlags {
  readonly local?: boolean
  readonly kubeconfig?: string
  readonly context?: string
  readonly namespace?: string
  /** Whose namespace it is; of polecats otherwise. */
  readonly namespaceOf?: 'secrets'
  readonly as?: string
}

/** Which of an agent's limits local mode holds on this machine. */
interface LimitsHeld {
  readonly memory: boolean
  readonly cpu: boolean
  /** `user`: for all processes of the user together. */
  readonly processes: 'run' | 'user'
  readonly disk: boolean
  /** Where one does not hold for each agent. */
  readonly why?: string
}

/** What is known of local mode; its data, without the rest, also where it does not run. */
export interface LocalState {
  readonly running: boolean
  readonly dataFolder: string
  readonly kubeconfig: string
  /** A daemon is starting or ending: it does not serve yet, or no more. */
  readonly changing?: true
  readonly pid?: number
  readonly server?: string
  readonly sandboxed?: boolean
  /** Why agents are not sandboxed. */
  readonly why?: string
  /** Why their sandbox has no filter of system calls, where it has none. */
  readonly unfiltered?: string
  /** Why folders of a sandbox that lie in memory have no size of their own. */
  readonly unsized?: string
  readonly limits?: LimitsHeld
  readonly since?: string
  /** Since when it is ending, after what works has saved. */
  readonly ending?: string
  /** Pods that go on without a daemon. */
  readonly leftPods?: readonly string[]
  /** Folders whose pod is gone. */
  readonly stayedFolders?: readonly string[]
}

/** A folder of local mode whose pod is gone. */
export interface LeftFolder {
  readonly folder: string
  readonly since: string
  /** Rig of the pod; undefined where nothing in the folder tells that any more. */
  readonly rig: string | undefined
  /** Why it was kept; undefined where it was to be removed and could not be. */
  readonly unsaved: string | undefined
  remove(): Promise<void>
}

/** What became of a polecat that worked when local mode was ended. */
export interface DrainedPolecat {
  readonly name: string
  /** Whether the polecat ended within the time for it. */
  readonly ended: boolean
  readonly reason?: Reason
  readonly message: string
  /** Where on this machine the work is that the remote does not have. */
  readonly checkout?: string
}

/** What a sandboxed agent sees of the machine besides its pod's volumes; all of it read-only. */
export interface MachineSight {
  readonly system: readonly string[]
  /** Places of the programs on the search path. */
  readonly programs: readonly string[]
  readonly links: Readonly<Record<string, string>>
  /** Inside of these, empty. */
  readonly hidden: readonly string[]
  /** Folders of the search path that are not shown, or not in full, and why. */
  readonly leftOut: Readonly<Record<string, string>>
}

/** State of local mode, once no daemon is starting or ending. */
export interface SettledState extends LocalState {
  /** One has ended meanwhile; what became of those at work, where it was asked to save them. */
  readonly ended?: { readonly drained: readonly DrainedPolecat[] | undefined }
}

/** Local mode as the commands use it; `local/` is behind it. */
export interface LocalMode {
  /** Starts it where it does not run yet. */
  up(options: {
    readonly port?: number
    readonly signal: AbortSignal
    /** Called where it is ending: then it is started anew once it has ended. Without this the ending one serves. */
    readonly onEnding?: () => void
  }): Promise<LocalState & { readonly started: boolean; readonly notices: readonly string[] }>
  /** Ends polecats gracefully, then the daemon; with force at once. */
  down(options: {
    readonly force: boolean
    readonly timeoutSeconds?: number
    readonly signal: AbortSignal
  }): Promise<{ readonly wasRunning: boolean; readonly drained?: readonly DrainedPolecat[] }>
  status(): Promise<LocalState>
  /** The status once no daemon is starting or ending; `onWait` is called where that is waited for. */
  settled(options: { readonly signal: AbortSignal; readonly onWait: () => void }): Promise<SettledState>
  /** For a polecat that is created with this environment. */
  sight(): Promise<MachineSight>
  left(): Promise<readonly LeftFolder[]>
  /** The daemon's own log. */
  log(options: {
    readonly follow: boolean
    readonly tail?: number
    readonly signal: AbortSignal
  }): AsyncIterable<string>
}
