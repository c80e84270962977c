import * as Args from '@oclif/core/args'
import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { createRig } from '../../rigs/create-rig.ts'
import { globalFlags, objectOutputFlag } from '../../command-line/global-flags.ts'
import { openContext } from '../../context.ts'
import { objectsText } from '../../output/objects.ts'

export default class RigCreate extends Command {
  static override summary = 'Create a rig: a project that polecats work on.'
  static override description = [
    'An existing rig is left unchanged if it matches the flags; otherwise the command fails with exit code 6.',
  ].join(' ')
  static override examples = [
    '<%= config.bin %> rig create athena --git-url git@github.com:myorg/athena.git',
    '<%= config.bin %> rig create athena --git-url https://github.com/myorg/athena.git --prefix at --max-polecats 20',
  ]
  static override args = {
    name: Args.string({ description: 'Name of the rig.', required: true, ignoreStdin: true }),
  }
  static override flags = {
    'git-url': Flags.string({ required: true, helpValue: 'URL', summary: 'URL of the git repository.' }),
    prefix: Flags.string({ helpValue: 'LETTERS', summary: 'Prefix of its beads (default: derived from the name).' }),
    'max-polecats': Flags.string({ helpValue: 'N', summary: 'Maximum number of running polecats (default: 8).' }),
    base: Flags.string({ helpValue: 'BRANCH', summary: 'Branch that polecats start from (default: main).' }),
    theme: Flags.string({ helpValue: 'NAME', summary: 'Theme of the names of polecats.' }),
    ...objectOutputFlag,
    ...globalFlags,
  }

  async run(): Promise<number> {
    const { args, flags } = await this.parse(RigCreate)
    const context = openContext(this.config, flags)
    const { rig, isUnchanged } = await createRig(context, args.name, flags)
    if (flags.output !== undefined) context.print(await objectsText([rig], flags.output))
    else
      context.print(`${args.name}: rig ${isUnchanged ? 'is unchanged' : 'created'}, prefix ${rig.spec.beadsPrefix}\n`)
    return 0
  }
}
