import * as Args from '@oclif/core/args'
import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { deleteRigs } from '../../actions/delete-rigs.ts'
import { globalFlags, objectOutputFlag } from '../../command-line/global-flags.ts'
import { openContext } from '../../context.ts'
import { objectsText } from '../../output/objects.ts'

export default class RigDelete extends Command {
  static override summary = 'Remove rigs.'
  static override description =
    'Refused with exit code 7 while polecats of one have not finished, because they could not go on without it. Where finished ones stay, it asks first on a terminal.'
  static override examples = ['<%= config.bin %> rig delete athena']
  static override args = {
    name: Args.string({ description: 'The rigs.', required: true, multiple: true, ignoreStdin: true }),
  }
  static override flags = {
    yes: Flags.boolean({ char: 'y', summary: 'Do not ask; needed in a pipe where finished polecats stay.' }),
    force: Flags.boolean({ summary: 'Also while polecats of them have not finished.' }),
    ...objectOutputFlag,
    ...globalFlags,
  }

  async run(): Promise<number> {
    const { args, flags } = await this.parse(RigDelete)
    const context = openContext(this.config, flags)
    const deleted = await deleteRigs(context, args.name, flags)
    if (flags.output !== undefined) context.print(await objectsText(deleted, flags.output))
    else for (const { metadata } of deleted) context.print(`${metadata.name}: rig deleted\n`)
    return 0
  }
}
