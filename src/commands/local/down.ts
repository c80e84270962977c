import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { stopLocal } from '../../actions/stop-local.ts'
import { plainFlags } from '../../command-line/global-flags.ts'
import { secondsFlag } from '../../command-line/time-flags.ts'
import { openContext } from '../../context.ts'

export default class LocalDown extends Command {
  static override summary = 'End local mode; polecats save their work first.'
  static override description =
    'Data and polecats stay, and are there again after the next "<%= config.bin %> local up".'
  static override examples = ['<%= config.bin %> local down', '<%= config.bin %> local down --force']
  static override flags = {
    force: Flags.boolean({ summary: 'At once; what is not saved yet is saved by the next start.' }),
    timeout: secondsFlag({ helpValue: 'SECONDS|5m', summary: 'Longest wait for polecats that save.' }),
    ...plainFlags,
  }

  async run(): Promise<number> {
    const { flags } = await this.parse(LocalDown)
    await stopLocal(openContext(this.config, { ...flags, local: true }), this.config, flags)
    return 0
  }
}
