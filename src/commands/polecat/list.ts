import * as Args from '@oclif/core/args'
import { Command } from '@oclif/core/command'
import { findPolecats, listPolecats } from '../../actions/find-polecats.ts'
import { watchList } from '../../actions/watch-list.ts'
import { watching } from '../../actions/watching.ts'
import { watchFlag } from '../../command-line/follow-flags.ts'
import { globalFlags, outputFlag } from '../../command-line/global-flags.ts'
import { openContext } from '../../context.ts'
import { showPolecats, showTable } from '../../output/show-polecats.ts'

export default class List extends Command {
  static override aliases = ['list']
  static override summary = 'List polecats.'
  static override description = 'Prints a table; on a terminal it is cut to the width, in a pipe nothing is cut.'
  static override examples = [
    '<%= config.bin %> list',
    '<%= config.bin %> list fix-login fix-logout -o wide',
    '<%= config.bin %> list -w',
    "<%= config.bin %> list -o json | jq -r '.items[].status.phase'",
  ]
  static override args = {
    name: Args.string({ description: 'Polecats to show; else all.', multiple: true, ignoreStdin: true }),
  }
  static override flags = { ...watchFlag, ...outputFlag, ...globalFlags }

  async run(): Promise<number> {
    const { args, flags } = await this.parse(List)
    const context = openContext(this.config, flags)
    const names = args.name ?? []
    if (flags.watch) {
      await watching(context, names, () => watchList(context, names, flags.output))
      return 0
    }
    const [client, namespace] = [await context.client(), await context.namespace()]
    const where = { namespace, signal: context.signal }
    if (names.length === 0 && flags.output === undefined) {
      showTable(context, await listPolecats(client, where))
      return 0
    }
    const polecats = await findPolecats(client, names, where)
    await showPolecats(context, polecats, { format: flags.output, asList: names.length !== 1 })
    return 0
  }
}
