import { Command } from '@oclif/core/command'
import { cleanAll } from '../../actions/clean-all.ts'
import { cleanFlags, cleanScopeWords } from '../../command-line/clean-flags.ts'
import { globalFlags } from '../../command-line/global-flags.ts'
import { openContext } from '../../context.ts'

export default class CleanAll extends Command {
  static override summary = 'Remove orphans, finished polecats and rescue refs that nobody needs.'
  static override description = [
    'What the other clean commands remove, shown together and asked about once. What holds work that is not on the',
    'remote, and rescue refs whose work is in no branch, stay unless --force is given.',
    cleanScopeWords,
  ].join(' ')
  static override examples = [
    '<%= config.bin %> clean all --dry-run',
    '<%= config.bin %> clean all --rig athena --older-than 7d --yes',
  ]
  static override flags = { ...cleanFlags, ...globalFlags }

  async run(): Promise<number> {
    const { flags } = await this.parse(CleanAll)
    return cleanAll(openContext(this.config, flags), flags)
  }
}
