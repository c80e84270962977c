/** The runtime of a command in a process of its own. What is heavy is loaded when it is needed. */
import { homedir } from 'node:os'
import { codeOf, GastownError, messageOf } from './errors.ts'
import { withoutOclifErrorListener } from './oclif/error-listener.ts'
import { fieldManagers } from './polecat/names.ts'
import type { LocalMode, Runtime } from './runtime.ts'
import type { Streams } from './terminal.ts'

export function processRuntime(
  given: Pick<Runtime, 'streams' | 'passthroughArgs' | 'signal' | 'onEnd' | 'onConnectionFlags'>,
): Runtime {
  const env = process.env
  const home = env.HOME || homedir()
  return {
    ...given,
    env,
    home,
    get cwd() {
      return currentFolder()
    },
    platform: process.platform,
    now: Date.now,
    connect: async (options) => {
      const { connect } = await import('./kube/connect.ts')
      const client = await connect({ ...options, env, home, fieldManager: fieldManagers.cli })
      given.onEnd(() => client.close())
      return client
    },
    clusterConfigured: async () => (await import('./kube/kubeconfig/find-cluster.ts')).hasClusterConfig(env, home),
    local: localMode(env, home),
  }
}

/** Only who needs it fails where it was removed meanwhile. */
function currentFolder(): string {
  try {
    return process.cwd()
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    throw new GastownError('invalid', 'the current directory no longer exists', {
      cause: error,
      hints: ['Change to one that does, such as with: cd'],
    })
  }
}

/** `local/` is loaded only where local mode is used. */
function localMode(env: NodeJS.ProcessEnv, home: string): LocalMode {
  const place = { env, home }
  return {
    up: async (options) => (await import('./local/up.ts')).up({ ...place, ...options }),
    down: async (options) => (await import('./local/down.ts')).down({ ...place, ...options }),
    status: async () => (await import('./local/status.ts')).status(place),
    settled: async (options) => (await import('./local/settled.ts')).settled({ ...place, ...options }),
    sight: async () => (await import('./local/sight.ts')).sight(place),
    left: async () => (await import('./local/left.ts')).leftFolders(place),
    async *log(options) {
      yield* (await import('./local/daemon-log.ts')).daemonLog({ ...place, ...options })
    },
  }
}

export interface StopSignal {
  readonly signal: AbortSignal
  /** The program that reads our output has ended, as `head` does. */
  readerIsGone(): boolean
  /** Resolves once what was written so far has gone out; throws where it could not. */
  written(): Promise<void>
  dispose(): void
}

/**
 * SIGINT and SIGTERM as one AbortSignal; a second one ends the process as usual. Until then our listeners stay: where
 * nobody else listens, Ink's ends the process at once.
 */
export function stopOnSignals(streams: Streams): StopSignal {
  const controller = new AbortController()
  let gone = false
  const onSignal = (signal: NodeJS.Signals) => {
    if (!controller.signal.aborted) return controller.abort(new GastownError('interrupted', 'interrupted'))
    dispose()
    process.kill(process.pid, signal)
  }
  let unwritten: GastownError | undefined
  const onError = (error: NodeJS.ErrnoException) => {
    gone = error.code === 'EPIPE'
    if (!gone) unwritten ??= unwritable(error)
    controller.abort(unwritten ?? new GastownError('interrupted', 'the reader of the output closed it'))
  }
  const dispose = () => {
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  const stdout = streams.stdout as Partial<NodeJS.WriteStream>
  const stderr = streams.stderr as Partial<NodeJS.WriteStream>
  stdout.on?.('error', onError)
  const restoreListeners = withoutOclifErrorListener(stdout, onError)
  // Stays, because the last error is written there when all is over.
  stderr.off?.('error', ignore)
  stderr.on?.('error', ignore)
  return {
    signal: controller.signal,
    readerIsGone: () => gone,
    async written() {
      await Promise.all([written(stdout), written(stderr)])
      // A stream tells of its failure a moment after the write.
      await new Promise((resolve) => setImmediate(resolve))
      if (unwritten !== undefined) throw unwritten
    },
    dispose: () => {
      dispose()
      // A reader may still leave while the process ends.
      stdout.on?.('error', ignore)
      stdout.off?.('error', onError)
      restoreListeners()
    },
  }
}

/** A pipe takes 64 KiB at once, and the rest when its reader has read: until then the process must not call it done. */
function written(
  stream: Partial<NodeJS.WritableStream & { writableLength: number; destroyed: boolean }>,
): Promise<void> {
  if (stream.destroyed === true || (stream.writableLength ?? 0) === 0) return Promise.resolve()
  return new Promise((resolve) => stream.write?.('', () => resolve()))
}

function unwritable(error: NodeJS.ErrnoException): GastownError {
  if (['ENOSPC', 'EDQUOT', 'EFBIG'].includes(error.code ?? ''))
    return new GastownError('no-space', 'no space left for the output', { cause: error })
  return new GastownError('denied', `the output cannot be written: ${messageOf(error)}`, { cause: error })
}

/** There is no further place to tell it. */
function ignore(): void {}
