/** Server, kubelet and operator in one process, until a signal ends them. */
import { homedir } from 'node:os'
import { messageOf } from '../errors.ts'
import { installation } from '../installation.ts'
import type { Client } from '../kube/client.ts'
import { connect } from '../kube/connect.ts'
import { startKubelet, type Kubelet } from '../kubelet/kubelet.ts'
import { thisProcess } from '../kubelet/process-id.ts'
import { probeSandbox } from '../kubelet/sandbox.ts'
import { runOperator } from '../operator/run.ts'
import { fieldManagers, polecatNamespace, workerNamespace } from '../polecat/names.ts'
import { drain, release } from './drain.ts'
import { furnish } from './furnish.ts'
import { giveMemoryBackAtRest } from './memory.ts'
import { openServer } from './open-server.ts'
import type { Environment, LocalPaths } from './paths.ts'
import { removeReady, writeReady } from './ready-file.ts'
import { endSignals } from './end-signals.ts'

export interface ServeOptions {
  readonly paths: LocalPaths
  readonly port: number | undefined
  readonly env: Environment
  /** Called once commands can connect, with what the user should hear. */
  ready(notices: readonly string[]): void
  notice(line: string): void
}

const nodeName = 'local'

export async function serve({ paths, port, env, ready, notice }: ServeOptions): Promise<void> {
  const signals = endSignals()
  const over = new AbortController()
  const { signal } = over
  const [sandbox, server] = await Promise.all([probeSandbox(env.PATH), openServer(paths, port, notice)])
  const rest = giveMemoryBackAtRest()
  server.onRequest(() => rest.disturb())
  const home = env.HOME ?? homedir()
  const workers = env.GASTOWN_WORKER_NAMESPACE || workerNamespace
  const polecats = env.GASTOWN_NAMESPACE || polecatNamespace
  let client: Client | undefined
  let kubelet: Kubelet | undefined
  let operator: Promise<void> | undefined
  try {
    const { node, containerProgram, templates } = installation()
    client = await connect({ kubeconfig: paths.kubeconfig, home, env: {}, fieldManager: fieldManagers.operator })
    await furnish(client, templates, [...new Set([polecats, workers, 'default'])])
    kubelet = await startKubelet({
      client,
      podsDir: paths.pods,
      nodeName,
      installation: { node, program: containerProgram },
      sandbox,
      signal,
      env,
      notice,
    })
    server.setNodeAgent(kubelet)
    await release(client)
    const left = await kubelet.left()
    const options = { client, local: true, sandboxed: sandbox.ok, signal, leaderElection: false, notice }
    // What an attempt left is saved before another one looks at the remote.
    operator = Promise.all(left.map(({ over }) => over)).then(() =>
      runOperator({ ...options, polecatNamespace: polecats, workerNamespace: workers }),
    )
    operator.catch((error: unknown) => signals.fail(error))
    writeReady(paths.ready, {
      process: thisProcess(),
      server: server.url,
      kubeconfig: paths.kubeconfig,
      sandboxed: sandbox.ok,
      ...(sandbox.ok ? {} : { why: sandbox.reason }),
      since: new Date().toISOString(),
    })
    ready(
      left.map(
        ({ key, folder }) => `Pod ${key.name} is known to nobody; what it worked on is saved first. (${folder})`,
      ),
    )
    notice(`serves at ${server.url}`)
    await signals.first
    notice('is asked to end; polecats save their work first')
    await Promise.race([drain(client, signal, notice), signals.second])
  } finally {
    rest.end()
    removeReady(paths.ready)
    over.abort()
    await operator?.catch((error: unknown) => notice(`operator: ${messageOf(error)}`))
    await kubelet?.ended
    client?.close()
    await server.close()
    signals.release()
  }
}
