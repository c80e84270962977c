import * as Args from '@oclif/core/args'
import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { deleteRig } from '../../actions/delete-rig.ts'
import { globalFlags } from '../../command-line/global-flags.ts'
import { openContext } from '../../context.ts'

export default class RigDelete extends Command {
  static override summary = 'Remove a rig.'
  static override description =
    'Refused with exit code 7 while polecats of it have not finished, because they could not go on without it.'
  static override examples = ['<%= config.bin %> rig delete athena']
  static override args = {
    name: Args.string({ description: 'The rig.', required: true, ignoreStdin: true }),
  }
  static override flags = {
    force: Flags.boolean({ summary: 'Also while polecats of it have not finished.' }),
    ...globalFlags,
  }

  async run(): Promise<number> {
    const { args, flags } = await this.parse(RigDelete)
    const context = openContext(this.config, flags)
    await deleteRig(context, args.name, flags)
    context.print(`${args.name}: rig deleted\n`)
    return 0
  }
}
