import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { globalFlags } from '../command-line/global-flags.ts'
import { installFlags } from '../command-line/install-flags.ts'
import { secondsFlag } from '../command-line/time-flags.ts'
import { openContext } from '../context.ts'
import { exportInstallation } from '../install/export.ts'
import { install } from '../install/install.ts'

export default class Install extends Command {
  static override summary = 'Install gastown on a cluster, or upgrade it.'
  static override description = [
    'Checks the cluster, applies namespaces, CRDs, rights, network policies and the operator, and waits until an',
    'operator works. Run again, it changes only what differs.',
  ].join(' ')
  static override examples = [
    '<%= config.bin %> install --registry registry.example/team',
    '<%= config.bin %> install --registry registry.example/team --dry-run',
    '<%= config.bin %> install --registry registry.example/team --export | kubectl apply --server-side -f -',
  ]
  static override flags = {
    'dry-run': Flags.boolean({ default: false, summary: 'Show what would change; the server checks it.' }),
    export: Flags.boolean({ summary: 'Print the manifests, without asking the cluster.', exclusive: ['dry-run'] }),
    output: Flags.option({
      char: 'o',
      options: ['yaml', 'json'] as const,
      summary: 'Output format of --export (default: yaml).',
      dependsOn: ['export'],
    })(),
    timeout: secondsFlag({
      helpValue: 'SECONDS|2m',
      default: 120,
      summary: 'Maximum time to wait for an operator that works (default: 2m).',
    }),
    ...installFlags,
    ...globalFlags,
  }

  async run(): Promise<number> {
    const { flags } = await this.parse(Install)
    const context = openContext(this.config, flags)
    const { version } = this.config
    if (!flags.export) return install(context, flags, version)
    context.print(await exportInstallation(flags, version, flags.output ?? 'yaml'))
    return 0
  }
}
