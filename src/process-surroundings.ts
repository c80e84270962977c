/** The surroundings of a command that runs in a process of its own. What is heavy is loaded when it is needed. */
import { homedir } from 'node:os'
import { GastownError } from './errors.ts'
import type { LocalMode, Surroundings } from './surroundings.ts'
import type { Streams } from './terminal.ts'

export function processSurroundings(
  given: Pick<Surroundings, 'streams' | 'trailing' | 'signal' | 'onEnd'>,
): Surroundings {
  const env = process.env
  const home = env.HOME || homedir()
  return {
    ...given,
    env,
    home,
    folder: process.cwd(),
    platform: process.platform,
    now: Date.now,
    connect: async (options) => {
      const [{ connect }, { fieldManagers }] = await Promise.all([
        import('./kube/connect.ts'),
        import('./polecat/names.ts'),
      ])
      const client = await connect({ ...options, env, home, fieldManager: fieldManagers.cli })
      given.onEnd(() => client.close())
      return client
    },
    clusterConfigured: async () => (await import('./kube/find-cluster.ts')).hasClusterConfig(env, home),
    local: localMode(env, home),
  }
}

/** `local/` is loaded only where local mode is used. */
function localMode(env: NodeJS.ProcessEnv, home: string): LocalMode {
  const place = { env, home }
  return {
    up: async (options) => (await import('./local/up.ts')).up({ ...place, ...options }),
    down: async (options) => (await import('./local/down.ts')).down({ ...place, ...options }),
    status: async () => (await import('./local/status.ts')).status(place),
    async *log(options) {
      yield* (await import('./local/daemon-log.ts')).daemonLog({ ...place, ...options })
    },
  }
}

export interface Stop {
  readonly signal: AbortSignal
  /** The program that reads our output has ended, as `head` does. */
  readerIsGone(): boolean
  release(): void
}

/**
 * SIGINT and SIGTERM as one AbortSignal; a second one ends the process as usual. Until then our listeners stay: where
 * nobody else listens, Ink's ends the process at once.
 */
export function stopOnSignals(streams: Streams): Stop {
  const controller = new AbortController()
  let gone = false
  const onSignal = (signal: NodeJS.Signals) => {
    if (!controller.signal.aborted) return controller.abort(new GastownError('interrupted', 'interrupted'))
    release()
    process.kill(process.pid, signal)
  }
  const onError = (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    gone = true
    controller.abort(new GastownError('interrupted', 'nobody reads the output'))
  }
  const release = () => {
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  const stdout = streams.stdout as Partial<NodeJS.EventEmitter>
  stdout.on?.('error', onError)
  return {
    signal: controller.signal,
    readerIsGone: () => gone,
    release: () => {
      release()
      stdout.off?.('error', onError)
    },
  }
}
