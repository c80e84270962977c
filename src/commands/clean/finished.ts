import { Command } from '@oclif/core/command'
import { clean } from '../../actions/clean.ts'
import { findFinished } from '../../actions/finished-polecats.ts'
import { removeEach } from '../../actions/leftover.ts'
import { cleanFlags } from '../../command-line/clean-flags.ts'
import { globalFlags } from '../../command-line/global-flags.ts'
import { openContext } from '../../context.ts'

export default class CleanFinished extends Command {
  static override summary = 'Remove polecats that have finished.'
  static override description = [
    'Their branches stay on the remote. Those with work that is not on the remote stay too,',
    'unless --force is given.',
  ].join(' ')
  static override examples = [
    '<%= config.bin %> clean finished --dry-run',
    '<%= config.bin %> clean finished --older-than 7d --yes',
  ]
  static override flags = { ...cleanFlags, ...globalFlags }

  async run(): Promise<number> {
    const { flags } = await this.parse(CleanFinished)
    const context = openContext(this.config, flags)
    const where = { namespace: await context.namespace(), signal: context.signal }
    return clean(context, await findFinished(await context.client(), where), flags, removeEach)
  }
}
