import { Command } from '@oclif/core/command'
import { clean } from '../../cleanup/clean.ts'
import { removeEach } from '../../cleanup/leftover.ts'
import { scopeToClean } from '../../polecats/open-scope.ts'
import { findOrphans } from '../../cleanup/orphans.ts'
import { cleanFlags, cleanScopeWords } from '../../command-line/clean-flags.ts'
import { globalFlags } from '../../command-line/global-flags.ts'
import { openContext } from '../../context.ts'

export default class CleanOrphans extends Command {
  static override summary = 'Remove pods whose polecat no longer exists.'
  static override description = [
    'Pods with work that is not on the remote are kept unless --force is given. Pods of unknown rigs are removed',
    `only with -A. ${cleanScopeWords}`,
  ].join(' ')
  static override examples = [
    '<%= config.bin %> clean orphans --dry-run',
    '<%= config.bin %> clean orphans --all-rigs --yes',
  ]
  static override flags = { ...cleanFlags, ...globalFlags }

  async run(): Promise<number> {
    const { flags } = await this.parse(CleanOrphans)
    const context = openContext(this.config, flags)
    const scope = await scopeToClean(context, flags)
    return clean(context, flags, {
      scope,
      ...(await findOrphans(context, scope)),
      remove: (chosen) => removeEach(context, chosen, flags),
    })
  }
}
