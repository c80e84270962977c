import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { stopLocal } from '../../actions/stop-local.ts'
import { plainFlags } from '../../command-line/global-flags.ts'
import { secondsFlag } from '../../command-line/time-flags.ts'
import { openContext } from '../../context.ts'

export default class LocalDown extends Command {
  static override summary = 'End local mode; polecats save their work first.'
  static override description =
    'Asks where polecats work. Data and polecats stay, and are there again after the next "<%= config.bin %> local up"; "<%= config.bin %> retry" goes on with those that this ended.'
  static override examples = ['<%= config.bin %> local down', '<%= config.bin %> local down --yes --timeout 2m']
  static override flags = {
    yes: Flags.boolean({ char: 'y', summary: 'Do not ask; needed in a pipe where polecats work.' }),
    force: Flags.boolean({ summary: 'At once; what is not saved yet is saved by the next start.' }),
    timeout: secondsFlag({
      helpValue: 'SECONDS|5m',
      summary: 'Longest time for saving; the next start saves the rest. Default: 5m.',
    }),
    ...plainFlags,
  }

  async run(): Promise<number> {
    const { flags } = await this.parse(LocalDown)
    const context = openContext(this.config, { ...flags, local: true }, { endsLocal: true })
    return stopLocal(context, this.config, flags)
  }
}
