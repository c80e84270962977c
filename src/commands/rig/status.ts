import * as Args from '@oclif/core/args'
import { Command } from '@oclif/core/command'
import { countRigs } from '../../rigs/count-rigs.ts'
import { globalFlags, outputFlag } from '../../command-line/global-flags.ts'
import { openContext } from '../../context.ts'
import { showRigs } from '../../output/show-rigs.ts'
import { sanitizeForTerminal } from '../../text/sanitize.ts'

export default class RigStatus extends Command {
  static override summary = 'Show rig status: running polecats and their limit.'
  static override examples = ['<%= config.bin %> rig status athena', '<%= config.bin %> rig status athena -o yaml']
  static override args = {
    name: Args.string({ description: 'Names of the rigs.', required: true, multiple: true, ignoreStdin: true }),
  }
  static override flags = { ...outputFlag, ...globalFlags }

  async run(): Promise<number> {
    const { args, flags } = await this.parse(RigStatus)
    const context = openContext(this.config, flags)
    const rows = await countRigs(context, args.name)
    for (const { rig } of rows)
      for (const { status, message } of rig.status?.conditions ?? [])
        if (status === 'False')
          context.notice(`${rig.metadata.name}: not applied: ${sanitizeForTerminal(message ?? '')}`)
    await showRigs(context, rows, { format: flags.output, asList: args.name.length > 1 })
    return 0
  }
}
