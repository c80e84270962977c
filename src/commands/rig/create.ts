import * as Args from '@oclif/core/args'
import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { createRig } from '../../actions/create-rig.ts'
import { globalFlags, objectOutputFlag } from '../../command-line/global-flags.ts'
import { openContext } from '../../context.ts'
import { objectsText } from '../../output/objects.ts'

export default class RigCreate extends Command {
  static override summary = 'Make a rig: a project that polecats work on.'
  static override description =
    'One that is there already as the flags say is left alone; where it differs, this is refused with exit code 6.'
  static override examples = [
    '<%= config.bin %> rig create athena --git-url git@github.com:myorg/athena.git',
    '<%= config.bin %> rig create athena --git-url https://github.com/myorg/athena.git --prefix at --max-polecats 20',
  ]
  static override args = {
    name: Args.string({ description: 'Name of the rig.', required: true, ignoreStdin: true }),
  }
  static override flags = {
    'git-url': Flags.string({ required: true, helpValue: 'URL', summary: 'URL of its git repository.' }),
    prefix: Flags.string({ helpValue: 'LETTERS', summary: 'Prefix of its beads; else made from the name.' }),
    'max-polecats': Flags.string({ helpValue: 'N', summary: 'How many polecats may work at once; else 8.' }),
    base: Flags.string({ helpValue: 'BRANCH', summary: 'Branch that polecats start from; else main.' }),
    theme: Flags.string({ helpValue: 'NAME', summary: 'Theme that names of polecats are taken from.' }),
    ...objectOutputFlag,
    ...globalFlags,
  }

  async run(): Promise<number> {
    const { args, flags } = await this.parse(RigCreate)
    const context = openContext(this.config, flags)
    const { rig, isUnchanged } = await createRig(context, args.name, flags)
    if (flags.output !== undefined) context.print(await objectsText([rig], flags.output))
    else context.print(`${args.name}: rig ${isUnchanged ? 'is unchanged' : 'made'}, prefix ${rig.spec.beadsPrefix}\n`)
    return 0
  }
}
