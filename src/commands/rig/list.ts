import { Command } from '@oclif/core/command'
import { countRigs } from '../../rigs/count-rigs.ts'
import { globalFlags, outputFlag } from '../../command-line/global-flags.ts'
import { openContext } from '../../context.ts'
import { showRigs } from '../../output/show-rigs.ts'

export default class RigList extends Command {
  static override summary = 'List rigs.'
  static override examples = ['<%= config.bin %> rig list', '<%= config.bin %> rig list -o json']
  static override flags = { ...outputFlag, ...globalFlags }

  async run(): Promise<number> {
    const { flags } = await this.parse(RigList)
    const context = openContext(this.config, flags)
    await showRigs(context, await countRigs(context, []), { format: flags.output, asList: true })
    return 0
  }
}
