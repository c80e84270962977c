/** What a command works with. Everything is built on first use, so that `--help` touches nothing. */
import type { Config as OclifConfig } from '@oclif/core'
import { once } from 'node:events'
import type { GlobalFlags } from './command-line/global-flags.ts'
import { durationForm, secondsOf } from './text/durations.ts'
import { configFolder, readConfig } from './config.ts'
import { invalid } from './errors.ts'
import type { Client } from './kube/client.ts'
import type { ClusterInstallation } from './polecat/cluster-installation.ts'
import { polecatNamespace, workerNamespace } from './polecat/names.ts'
import { withConnectionFlags } from './command-line/with-connection-flags.ts'
import { runtimeOf } from './oclif/config-runtime.ts'
import type { LeftFolder, LocalState, ConnectionFlags, Runtime } from './runtime.ts'
import { terminalOf, type Streams, type Terminal } from './terminal.ts'

export interface Context {
  readonly streams: Streams
  readonly stdout: Terminal
  readonly stderr: Terminal
  readonly signal: AbortSignal
  readonly env: Runtime['env']
  readonly home: string
  readonly cwd: string
  readonly platform: NodeJS.Platform
  now(): number
  isLocal(): Promise<boolean>
  /** State of local mode, which is started by the call. */
  local(): Promise<LocalState>
  /** Folders that pods of local mode have left; none where that is not used. */
  left(): Promise<readonly LeftFolder[]>
  client(): Promise<Client>
  /** What is installed on the cluster; undefined in local mode, and where nobody recorded it or it may not be read. */
  installation(): Promise<ClusterInstallation | undefined>
  /** Namespace of polecats. */
  namespace(): Promise<string>
  /** Namespace of pods and credentials. */
  workerNamespace(): Promise<string>
  /** Data. */
  print(text: string): void
  /** Resolves once what was printed has gone out, but for a little: whoever reads slowly is waited for. */
  taken(): Promise<void>
  /** Everything else. */
  notice(line: string): void
  /** What is of use to few: a notice with `-v`. */
  detail(line: string): void
  /** The words, with commands that look where this one does. */
  placed(words: string): string
}

interface Takes {
  readonly passthroughArgs?: boolean
  readonly namespaceOf?: 'secrets'
  /** Whether the command ends local mode: others start one again that ends under them, as they start one that is not there. */
  readonly endsLocal?: boolean
}

const localHints = {
  ECONNREFUSED: 'Local mode has stopped; start it again with: gastown local up',
  ECONNRESET: 'Local mode may have stopped; check with: gastown local status',
}

/** Client, namespace and signal: what every request about polecats takes. */
export async function namespacedClient(
  context: Pick<Context, 'client' | 'namespace' | 'signal'>,
): Promise<{ readonly client: Client; readonly namespace: string; readonly signal: AbortSignal }> {
  return { client: await context.client(), namespace: await context.namespace(), signal: context.signal }
}

export function openContext(config: OclifConfig, flags: GlobalFlags, takes: Takes = {}): Context {
  const runtime = runtimeOf(config)
  if (runtime.passthroughArgs !== undefined && !takes.passthroughArgs)
    throw invalid('unexpected arguments after --', [{ field: '--', message: runtime.passthroughArgs.join(' ') }])
  const { streams, env, signal } = runtime
  const colourAllowed = flags['no-color'] !== true
  const place: ConnectionFlags = { ...flags, namespaceOf: takes.namespaceOf }
  runtime.onConnectionFlags(place)
  const placed = (words: string) => withConnectionFlags(words, place)
  const notice = (line: string) => void streams.stderr.write(`${placed(line)}\n`)
  const isLocal = onFirstUse(() => choosesLocal(flags, runtime, notice))
  const startLocal = async () => {
    const state = await runtime.local.up({ signal })
    if (state.started) notice('Local mode started; "gastown local down" stops it.')
    for (const line of state.notices) notice(line)
    return state
  }
  const local = onFirstUse(startLocal)
  const reopen = async () => void (await startLocal())
  const client = onFirstUse(async () => {
    const options = {
      as: flags.as,
      requestTimeoutSeconds: timeoutSeconds(flags['request-timeout']),
    }
    if (!(await isLocal()))
      return runtime.connect({ ...options, kubeconfig: flags.kubeconfig, context: namedContext(flags, env) })
    const { kubeconfig } = await local()
    return runtime.connect({ ...options, kubeconfig, hints: localHints, ...(!takes.endsLocal && { reopen }) })
  })
  const installation = onFirstUse(async () => {
    if (await isLocal()) return undefined
    const { findInstallation } = await import('./installed/find-installation.ts')
    return findInstallation(await client(), signal)
  })
  // Local mode has its own kubeconfig, which names the namespace that its operator watches.
  const watchedNamespace = async () =>
    (await isLocal()) ? (await client()).namespace : (await installation())?.polecatNamespace
  const givenNamespace = takes.namespaceOf === undefined ? flags.namespace : undefined
  return {
    streams,
    stdout: terminalOf(streams.stdout, env, colourAllowed),
    stderr: terminalOf(streams.stderr, env, colourAllowed),
    signal,
    env,
    home: runtime.home,
    get cwd() {
      return runtime.cwd
    },
    platform: runtime.platform,
    now: runtime.now,
    isLocal,
    local,
    left: async () => ((await isLocal()) ? runtime.local.left() : []),
    client,
    installation,
    namespace: async () => givenNamespace ?? (env.GASTOWN_NAMESPACE || (await watchedNamespace()) || polecatNamespace),
    workerNamespace: async () =>
      env.GASTOWN_WORKER_NAMESPACE || (await installation())?.workerNamespace || workerNamespace,
    print: (text) => void streams.stdout.write(text),
    taken: async () => {
      if (streams.stdout.writableNeedDrain === true)
        await once(streams.stdout as NodeJS.WriteStream, 'drain', { signal })
    },
    notice,
    detail: (line) => (flags.verbose === true ? notice(line) : undefined),
    placed,
  }
}

/** `--local`, GASTOWN_CONTEXT=local, an earlier `local up`, or no cluster configured at all. */
async function choosesLocal(flags: GlobalFlags, runtime: Runtime, notice: (line: string) => void): Promise<boolean> {
  const named = namedContext(flags, runtime.env)
  if (flags.local && (flags.kubeconfig !== undefined || (flags.context ?? 'local') !== 'local'))
    throw invalid('conflicting flags', [
      { field: '--local', message: 'cannot be combined with --kubeconfig or --context' },
    ])
  if (flags.local || named === 'local') return true
  if (named || flags.kubeconfig !== undefined) return false
  const config = await readConfig(configFolder(runtime.env, runtime.home))
  if (config.context !== 'local') return !(await runtime.clusterConfigured())
  const { KUBECONFIG: kubeconfig } = runtime.env
  if (kubeconfig && kubeconfig !== (await runtime.local.status()).kubeconfig)
    notice('Using local mode, as set by "gastown local up"; use --context for the cluster of KUBECONFIG.')
  return true
}

/** GASTOWN_CONTEXT is for the usual kubeconfig, not for one that is named. */
function namedContext(flags: GlobalFlags, env: Runtime['env']): string | undefined {
  return flags.context ?? (flags.kubeconfig === undefined ? env.GASTOWN_CONTEXT || undefined : undefined)
}

function timeoutSeconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const seconds = secondsOf(text)
  if (seconds === undefined || seconds < 1)
    throw invalid('invalid flag value', [
      { field: '--request-timeout', message: `expected ${durationForm}, found "${text}"` },
    ])
  return seconds
}

function onFirstUse<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}
