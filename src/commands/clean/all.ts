import { Command } from '@oclif/core/command'
import { cleanAll } from '../../cleanup/clean-all.ts'
import { cleanFlags, cleanScopeWords } from '../../command-line/clean-flags.ts'
import { globalFlags } from '../../command-line/global-flags.ts'
import { openContext } from '../../context.ts'

export default class CleanAll extends Command {
  static override summary = 'Remove orphaned pods, finished polecats and merged rescue refs.'
  static override description = [
    'Shows everything that the other clean commands remove, and asks once. Pods and polecats with work that is',
    `not on the remote are kept, and so are unmerged rescue refs, unless --force is given. ${cleanScopeWords}`,
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
