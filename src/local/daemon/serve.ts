/** Server, kubelet and operator in one process, until a signal ends them. */
import { homedir } from 'node:os'
import { messageOf } from '../../errors.ts'
import { installation } from '../../installation.ts'
import type { Client } from '../../kube/client.ts'
import { connect } from '../../kube/connect.ts'
import { openCgroups } from '../../kubelet/limits/cgroups.ts'
import { startKubelet, type Kubelet } from '../../kubelet/kubelet.ts'
import { thisProcess } from '../../kubelet/run/process-id.ts'
import { probeSandbox } from '../../kubelet/sandbox/sandbox.ts'
import { noticeLog } from '../../operator/report/operator-log.ts'
import { runOperator } from '../../operator/run.ts'
import {
  fieldManagers,
  polecatNamespace as defaultPolecatNamespace,
  workerNamespace as defaultWorkerNamespace,
} from '../../polecat/names.ts'
import { afterDrain } from './after-drain.ts'
import { openDrain } from './drain.ts'
import { readDrainLimit } from '../drain-request.ts'
import { watchForRemoval } from './folder-gone.ts'
import { bootstrap } from './bootstrap.ts'
import { collectWhenIdle } from '../memory.ts'
import { openServer } from './open-server.ts'
import type { EnvironmentVariables, LocalPaths } from '../paths.ts'
import { reopenUnsaved } from './reopen-unsaved.ts'
import { removeReady, writeReady, type Ready } from '../ready-file.ts'
import type { EndSignals } from './end-signals.ts'

export interface ServeOptions {
  readonly paths: LocalPaths
  readonly port: number | undefined
  readonly env: EnvironmentVariables
  readonly signals: EndSignals
  /** Called once commands can connect, with what the user should hear. */
  ready(notices: readonly string[]): void
  notice(line: string): void
}

const nodeName = 'local'

export async function serve({ paths, port, env, signals, ready, notice }: ServeOptions): Promise<void> {
  const drain = openDrain()
  const over = new AbortController()
  const { signal } = over
  const [sandbox, cgroups, server] = await Promise.all([
    probeSandbox(env.PATH),
    openCgroups({ name: paths.pods }),
    openServer(paths, port, notice),
  ])
  const rest = collectWhenIdle()
  server.onRequest(() => rest.onActivity())
  const home = env.HOME ?? homedir()
  const workerNamespace = env.GASTOWN_WORKER_NAMESPACE || defaultWorkerNamespace
  const polecatNamespace = env.GASTOWN_NAMESPACE || defaultPolecatNamespace
  let client: Client | undefined
  let kubelet: Kubelet | undefined
  let operator: Promise<void> | undefined
  let drainedSince: number | undefined
  let isGone = false
  try {
    const { node, containerProgram, templates } = installation()
    client = await connect({ kubeconfig: paths.kubeconfig, home, env: {}, fieldManager: fieldManagers.operator })
    await bootstrap(client, templates, [...new Set([polecatNamespace, workerNamespace, 'default'])])
    await reopenUnsaved(client, paths.pods, workerNamespace)
    kubelet = await startKubelet({
      client,
      podsDir: paths.pods,
      nodeName,
      installation: { node, program: containerProgram },
      sandbox,
      cgroups,
      signal,
      env,
      notice,
    })
    server.setNodeAgent(kubelet)
    const left = await kubelet.left()
    const options = {
      client,
      local: true,
      sandboxed: sandbox.ok,
      signal,
      leaderElection: false,
      drain,
      log: noticeLog(notice),
    }
    // What an attempt left is saved before another one looks at the remote.
    operator = Promise.all(left.map(({ over }) => over)).then(() =>
      runOperator({ ...options, polecatNamespace, workerNamespace }),
    )
    operator.catch((error: unknown) => signals.fail(error))
    const told: Ready = {
      process: thisProcess(),
      server: server.url,
      kubeconfig: paths.kubeconfig,
      sandboxed: sandbox.ok,
      ...(sandbox.ok ? {} : { why: sandbox.reason }),
      ...(sandbox.unfiltered === undefined ? {} : { unfiltered: sandbox.unfiltered }),
      ...(sandbox.unsized === undefined ? {} : { unsized: sandbox.unsized }),
      limits: { ...cgroups.held, disk: kubelet.countsDisk },
      since: new Date().toISOString(),
    }
    writeReady(paths.ready, told)
    ready(left.map(({ key, folder }) => `Pod ${key.name} belongs to no polecat; its work is saved first. (${folder})`))
    notice(`serves at ${server.url}`)
    signals.onDrain(() => {
      notice('stopping; polecats save their work first')
      const since = drain.ask(readDrainLimit(paths))
      writeReady(paths.ready, { ...told, ending: new Date(since).toISOString() })
    })
    using removal = watchForRemoval(paths.pods)
    const ended = await Promise.race([drain.finished, signals.end, removal.gone.then(() => 'gone' as const)])
    isGone = ended === 'gone'
    if (ended === 'gone') await kubelet.killAll()
    else drainedSince = ended ?? undefined
  } finally {
    rest.end()
    // Another daemon may have made its own by now.
    if (!isGone) removeReady(paths.ready)
    over.abort()
    await operator?.catch((error: unknown) => notice(`operator: ${messageOf(error)}`))
    await kubelet?.ended
    if (client && drainedSince !== undefined) await afterDrain({ client, paths, workerNamespace, since: drainedSince })
    client?.close()
    await server.close()
  }
}
