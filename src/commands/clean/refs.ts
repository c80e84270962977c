import { Command } from '@oclif/core/command'
import { clean } from '../../cleanup/clean.ts'
import { withStaleRescueRefs } from '../../cleanup/stale-rescue-refs.ts'
import { scopeToClean } from '../../polecats/open-scope.ts'
import { cleanFlags, cleanScopeWords } from '../../command-line/clean-flags.ts'
import { globalFlags } from '../../command-line/global-flags.ts'
import { openContext } from '../../context.ts'

export default class CleanRefs extends Command {
  static override summary = 'Remove rescue refs whose work has been merged.'
  static override description = [
    'Uses your own git on the repositories of the rigs. A rescue ref is removed once a branch contains its',
    'commit, or the base branch contains all its changes. Refs of unfinished polecats are always kept, unmerged',
    `refs unless --force is given. ${cleanScopeWords}`,
  ].join(' ')
  static override examples = [
    '<%= config.bin %> clean refs --dry-run',
    '<%= config.bin %> clean refs --rig athena --yes',
    '<%= config.bin %> clean refs --rig athena --older-than 90d --force --yes',
  ]
  static override flags = { ...cleanFlags, ...globalFlags }

  async run(): Promise<number> {
    const { flags } = await this.parse(CleanRefs)
    const context = openContext(this.config, flags)
    const scope = await scopeToClean(context, flags)
    return withStaleRescueRefs(context, scope, (refs) => clean(context, flags, { scope, ...refs }))
  }
}
