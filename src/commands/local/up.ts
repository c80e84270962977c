import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { startLocal } from '../../local/start-local.ts'
import { plainFlags, valueOutputFlag } from '../../command-line/global-flags.ts'
import { openContext } from '../../context.ts'

export default class LocalUp extends Command {
  static override summary = 'Start local mode: polecats on this machine, without Kubernetes.'
  static override description = [
    'Commands without --kubeconfig or --context use it until "<%= config.bin %> local down". Polecats interrupted',
    'by a crash are resumed.',
  ].join(' ')
  static override examples = ['<%= config.bin %> local up', '<%= config.bin %> local up --port 7443']
  static override flags = {
    port: Flags.integer({ min: 1, max: 65_535, helpValue: 'N', summary: 'Port on 127.0.0.1 (default: a free port).' }),
    ...valueOutputFlag,
    ...plainFlags,
  }

  async run(): Promise<number> {
    const { flags } = await this.parse(LocalUp)
    const context = openContext(this.config, { ...flags, local: true })
    await startLocal(context, this.config, flags)
    return 0
  }
}
