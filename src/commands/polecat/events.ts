import * as Args from '@oclif/core/args'
import { Command } from '@oclif/core/command'
import { polecatOrRecord } from '../../pods/polecat-or-record.ts'
import { followEvents, showEvents } from '../../events/show-events.ts'
import { watching } from '../../follow/watching.ts'
import { watchFlag } from '../../command-line/follow-flags.ts'
import { globalFlags, outputFlag } from '../../command-line/global-flags.ts'
import { openContext } from '../../context.ts'

export default class Events extends Command {
  static override aliases = ['events']
  static override summary = 'Show the history of a polecat, oldest first.'
  static override description = [
    'Combines the Events of the polecat and its pods with the steps in its status. Clusters keep Events for about',
    'an hour; the outcome is kept. With json or yaml, only Events are printed.',
  ].join(' ')
  static override examples = [
    '<%= config.bin %> events fix-login',
    '<%= config.bin %> events fix-login -w',
    "<%= config.bin %> events fix-login -o json | jq -r '.items[].reason'",
  ]
  static override args = {
    name: Args.string({ description: 'Name of the polecat.', required: true, ignoreStdin: true }),
  }
  static override flags = { ...watchFlag, ...outputFlag, ...globalFlags }

  async run(): Promise<number> {
    const { args, flags } = await this.parse(Events)
    const context = openContext(this.config, flags)
    const { polecat, isDeleted } = await polecatOrRecord(context, args.name)
    if (flags.watch && !isDeleted)
      await watching(context, { names: [args.name] }, (see) => {
        see(polecat)
        return followEvents(context, polecat, flags.output)
      })
    else await showEvents(context, polecat, flags.output)
    return 0
  }
}
