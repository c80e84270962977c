import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { stopLocal } from '../../local/stop-local.ts'
import { plainFlags } from '../../command-line/global-flags.ts'
import { secondsFlag } from '../../command-line/time-flags.ts'
import { openContext } from '../../context.ts'

export default class LocalDown extends Command {
  static override summary = 'Stop local mode after saving the work of running polecats.'
  static override description = [
    'Asks first while polecats are running. Polecats and data are kept and come back with "<%= config.bin %>',
    'local up"; "<%= config.bin %> retry" continues those that were stopped.',
  ].join(' ')
  static override examples = ['<%= config.bin %> local down', '<%= config.bin %> local down --yes --timeout 2m']
  static override flags = {
    yes: Flags.boolean({
      char: 'y',
      summary: 'Do not ask for confirmation; required without a terminal while polecats are running.',
    }),
    force: Flags.boolean({ summary: 'Stop immediately; the next start saves what remains.' }),
    timeout: secondsFlag({
      helpValue: 'SECONDS|5m',
      summary: 'Maximum time for saving; the next start saves the rest (default: 5m).',
    }),
    ...plainFlags,
  }

  async run(): Promise<number> {
    const { flags } = await this.parse(LocalDown)
    const context = openContext(this.config, { ...flags, local: true }, { endsLocal: true })
    return stopLocal(context, this.config, flags)
  }
}
