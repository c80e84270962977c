import * as Args from '@oclif/core/args'
import { Command } from '@oclif/core/command'
import { findPolecats } from '../../actions/find-polecats.ts'
import { globalFlags, outputFlag } from '../../command-line/global-flags.ts'
import { openContext } from '../../context.ts'
import { showPolecats } from '../../output/show-polecats.ts'

export default class List extends Command {
  static override aliases = ['list']
  static override summary = 'List polecats.'
  static override description = 'Prints a table; on a terminal it is cut to the width, in a pipe nothing is cut.'
  static override examples = [
    '<%= config.bin %> list',
    '<%= config.bin %> list fix-login fix-logout -o wide',
    "<%= config.bin %> list -o json | jq -r '.items[].status.phase'",
  ]
  static override args = {
    name: Args.string({ description: 'Polecats to show; else all.', multiple: true, ignoreStdin: true }),
  }
  static override flags = { ...outputFlag, ...globalFlags }

  async run(): Promise<number> {
    const { args, flags } = await this.parse(List)
    const context = openContext(this.config, flags)
    const names = args.name ?? []
    const [client, namespace] = [await context.client(), await context.namespace()]
    const polecats = await findPolecats(client, names, { namespace, signal: context.signal })
    await showPolecats(context, polecats, { format: flags.output, asList: names.length !== 1 })
    return 0
  }
}
