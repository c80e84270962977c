import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { globalFlags } from '../../command-line/global-flags.ts'
import { secondsFlag } from '../../command-line/time-flags.ts'
import { openContext, type Context } from '../../context.ts'
import { installedVersion } from '../../installation.ts'
import type { OwnPod } from '../../operator/own-image.ts'
import { logFormats, openLog } from '../../operator/report/operator-log.ts'

export default class OperatorRun extends Command {
  static override summary = 'Run the operator, which turns Polecats into pods.'
  static override description = [
    'Runs until interrupted; running polecats continue without it. Of several operators, the leader elected by Lease',
    'works.',
  ].join(' ')
  static override examples = [
    '<%= config.bin %> operator run',
    '<%= config.bin %> operator run --kubeconfig admin.conf --image registry.example/gastown:1.0',
  ]
  static override flags = {
    image: Flags.string({
      helpValue: 'IMAGE',
      env: 'GASTOWN_IMAGE',
      summary: "Image of gastown's own containers (default: the operator's, if it knows its pod).",
    }),
    'agent-image': Flags.string({
      helpValue: 'IMAGE',
      env: 'GASTOWN_AGENT_IMAGE',
      summary: 'Image of agents if neither the polecat nor its rig sets one.',
    }),
    'worker-namespace': Flags.string({
      helpValue: 'NAME',
      summary: 'Namespace of the pods (default: gastown-workers).',
    }),
    'health-port': Flags.integer({ min: 1, max: 65_535, summary: 'Port of /healthz, /readyz and /metrics.' }),
    'rights-interval': secondsFlag({
      helpValue: 'SECONDS|5m',
      default: 300,
      summary: "Time from one review of the operator's own rights to the next.",
    }),
    'log-format': Flags.option({
      options: logFormats,
      default: 'text' as const,
      summary: 'Format of the log on stderr: lines for people, or JSON objects.',
    })(),
    ...globalFlags,
    verbose: Flags.boolean({ char: 'v', summary: 'Log requests that failed and are retried, too.' }),
  }

  async run(): Promise<number> {
    const { flags } = await this.parse(OperatorRun)
    const context = openContext(this.config, flags)
    const { stderr } = context.streams
    const log = openLog({
      format: flags['log-format'],
      verbose: flags.verbose,
      write: (line) => void stderr.write(`${line}\n`),
    })
    const [{ runOperator }, client] = await Promise.all([import('../../operator/run.ts'), context.client()])
    await runOperator({
      client,
      local: false,
      sandboxed: false,
      image: flags.image,
      ownPod: ownPodOf(context.env),
      agentImage: flags['agent-image'],
      leaderElection: true,
      healthPort: flags['health-port'],
      polecatNamespace: await context.namespace(),
      workerNamespace: flags['worker-namespace'] ?? (await context.workerNamespace()),
      signal: context.signal,
      reviewMs: Math.max(1, flags['rights-interval']) * 1000,
      version: await installedVersion(),
      log,
    })
    return 0
  }
}

/** The pod that this process runs in, as its manifest says by the downward API. */
function ownPodOf(env: Context['env']): OwnPod | undefined {
  const [name, namespace] = [env.GASTOWN_POD_NAME, env.GASTOWN_POD_NAMESPACE]
  return name && namespace ? { name, namespace } : undefined
}
