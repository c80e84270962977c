/** What a command has around it: streams, environment, clock, abort signal and the ways to a server. Tests give others. */
import type { Config } from '@oclif/core'
import { GastownError } from './errors.ts'
import type { Client } from './kube/client.ts'
import type { Streams } from './terminal.ts'

interface ConnectOptions {
  readonly kubeconfig?: string
  readonly context?: string
  readonly as?: string
  readonly requestTimeoutSeconds?: number
}

export interface Surroundings {
  readonly streams: Streams
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
  readonly folder: string
  readonly platform: NodeJS.Platform
  /** Aborted by SIGINT and SIGTERM. */
  readonly signal: AbortSignal
  /** What followed `--`; oclif never sees it. */
  readonly trailing: readonly string[] | undefined
  now(): number
  connect(options: ConnectOptions): Promise<Client>
  /** Whether a kubeconfig or a pod's service account names a cluster. */
  clusterConfigured(): Promise<boolean>
  readonly local: LocalMode
  /** Called once, when the command has ended. */
  onEnd(close: () => void): void
}

/** What is known of local mode; its data, without the rest, also where it does not run. */
export interface LocalState {
  readonly running: boolean
  readonly dataFolder: string
  readonly kubeconfig: string
  readonly pid?: number
  readonly server?: string
  readonly sandboxed?: boolean
  /** Why agents are not sandboxed. */
  readonly why?: string
  readonly since?: string
}

/** Local mode as the commands use it; `local/` is behind it. */
export interface LocalMode {
  /** Starts it where it does not run yet. */
  up(options: {
    readonly port?: number
    readonly signal: AbortSignal
  }): Promise<LocalState & { readonly started: boolean; readonly notices: readonly string[] }>
  /** Ends polecats gracefully, then the daemon; with force at once. */
  down(options: {
    readonly force: boolean
    readonly timeoutSeconds?: number
    readonly signal: AbortSignal
  }): Promise<{ readonly wasRunning: boolean }>
  status(): Promise<LocalState>
  /** The daemon's own log. */
  log(options: {
    readonly follow: boolean
    readonly tail?: number
    readonly signal: AbortSignal
  }): AsyncIterable<string>
}

const key = Symbol('surroundings')

/** oclif makes a new Config from an old one's options, so this is where something of ours survives. */
export function withSurroundings<Options extends object>(options: Options, surroundings: Surroundings): Options {
  return { ...options, [key]: surroundings }
}

export function surroundingsOf(config: Config): Surroundings {
  const found = (config.options as { [key]?: Surroundings })[key]
  if (found === undefined) throw new GastownError('bug', 'the command was started without its surroundings')
  return found
}
