import { Command } from '@oclif/core/command'
import { openContext } from '../../context.ts'
import { exitCodeLines } from '../../output/exit-code-lines.ts'

export default class ExitCodes extends Command {
  static override summary = 'List the exit codes and what they mean.'
  static override description = 'Those from 10 to 18 are outcomes, from --wait, --follow and wait.'
  static override examples = ['<%= config.bin %> help exit-codes']

  async run(): Promise<number> {
    await this.parse(ExitCodes)
    const context = openContext(this.config, {})
    context.print(`${exitCodeLines().join('\n')}\n`)
    return 0
  }
}
