import { Command } from '@oclif/core/command'
import { clean } from '../../cleanup/clean.ts'
import { findFinished } from '../../cleanup/finished-polecats.ts'
import { removeEach } from '../../cleanup/leftover.ts'
import { scopeToClean } from '../../polecats/open-scope.ts'
import { cleanFlags, cleanScopeWords, recordFlag } from '../../command-line/clean-flags.ts'
import { globalFlags } from '../../command-line/global-flags.ts'
import { openContext } from '../../context.ts'

export default class CleanFinished extends Command {
  static override summary = 'Remove finished polecats.'
  static override description = [
    'Their branches stay on the remote, and the records of their attempts in the cluster. Polecats with work that is not on the remote are kept unless --force is',
    `given. ${cleanScopeWords}`,
  ].join(' ')
  static override examples = [
    '<%= config.bin %> clean finished --dry-run',
    '<%= config.bin %> clean finished --rig athena --older-than 7d --yes',
    '<%= config.bin %> clean finished -A --yes',
  ]
  static override flags = { ...cleanFlags, ...recordFlag, ...globalFlags }

  async run(): Promise<number> {
    const { flags } = await this.parse(CleanFinished)
    const context = openContext(this.config, flags)
    const scope = await scopeToClean(context, flags)
    return clean(context, flags, {
      scope,
      found: await findFinished(context, scope, flags['with-record']),
      remove: (chosen) => removeEach(context, chosen, flags),
    })
  }
}
