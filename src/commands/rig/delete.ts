import * as Args from '@oclif/core/args'
import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { deleteRigs } from '../../rigs/delete-rigs.ts'
import { globalFlags, objectOutputFlag } from '../../command-line/global-flags.ts'
import { openContext } from '../../context.ts'
import { objectsText } from '../../output/objects.ts'

export default class RigDelete extends Command {
  static override summary = 'Delete rigs.'
  static override description = [
    'Refused with exit code 7 while a rig has unfinished polecats, which cannot continue without it. Asks first',
    'on a terminal if finished polecats remain.',
  ].join(' ')
  static override examples = ['<%= config.bin %> rig delete athena']
  static override args = {
    name: Args.string({ description: 'Names of the rigs.', required: true, multiple: true, ignoreStdin: true }),
  }
  static override flags = {
    yes: Flags.boolean({
      char: 'y',
      summary: 'Do not ask for confirmation; required without a terminal if finished polecats remain.',
    }),
    force: Flags.boolean({ summary: 'Delete even if polecats have not finished.' }),
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
