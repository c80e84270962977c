import { Command } from '@oclif/core/command'
import { plainFlags, valueOutputFlag } from '../../command-line/global-flags.ts'
import { openContext } from '../../context.ts'
import { exitCodeTable } from '../../outcome/exit-code-table.ts'
import { exitCodeLines } from '../../output/exit-code-lines.ts'
import { valueText } from '../../output/objects.ts'

export default class ExitCodes extends Command {
  static override summary = 'List the exit codes and what they mean.'
  static override description =
    'Codes from 10 on, except 130, are outcomes of polecats, returned by wait, --wait and --follow.'
  static override examples = ['<%= config.bin %> help exit-codes', '<%= config.bin %> help exit-codes -o json']
  static override flags = { ...valueOutputFlag, ...plainFlags }

  async run(): Promise<number> {
    const { flags } = await this.parse(ExitCodes)
    const context = openContext(this.config, flags)
    if (flags.output === undefined) context.print(`${exitCodeLines().join('\n')}\n`)
    else context.print(await valueText(exitCodeTable(), flags.output))
    return 0
  }
}
