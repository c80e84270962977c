import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { plainFlags } from '../../command-line/global-flags.ts'
import { openContext } from '../../context.ts'
import { runtimeOf } from '../../oclif/config-runtime.ts'
import { sanitizeForTerminal } from '../../text/sanitize.ts'

export default class LocalLogs extends Command {
  static override summary = 'Print the log of the local mode daemon.'
  static override examples = ['<%= config.bin %> local logs --tail 50', '<%= config.bin %> local logs -f']
  static override flags = {
    follow: Flags.boolean({ char: 'f', summary: 'Follow the log: print new lines as they are added.' }),
    tail: Flags.integer({ min: 0, helpValue: 'N', summary: 'Number of lines to show from the end.' }),
    ...plainFlags,
  }

  async run(): Promise<number> {
    const { flags } = await this.parse(LocalLogs)
    const context = openContext(this.config, { ...flags, local: true })
    const { local } = runtimeOf(this.config)
    for await (const text of local.log({ ...flags, signal: context.signal })) {
      context.print(sanitizeForTerminal(text, { multiline: true }))
      await context.taken()
    }
    return 0
  }
}
