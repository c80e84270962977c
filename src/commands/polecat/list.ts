import * as Args from '@oclif/core/args'
import { Command } from '@oclif/core/command'
import { watchList } from '../../follow/watch-list.ts'
import { showSelected } from '../../polecats/show-selected.ts'
import { watching } from '../../follow/watching.ts'
import { watchFlag } from '../../command-line/follow-flags.ts'
import { globalFlags, outputFlag } from '../../command-line/global-flags.ts'
import { scopeFlags } from '../../command-line/scope-flags.ts'
import { openContext } from '../../context.ts'

const command = 'gastown list'

export default class List extends Command {
  static override aliases = ['list']
  static override summary = 'List polecats.'
  static override description = [
    'Lists the rig of the current checkout; elsewhere, or with -A, all rigs. On a terminal the table is cut to',
    'its width; in a pipe nothing is cut.',
  ].join(' ')
  static override examples = [
    '<%= config.bin %> list',
    '<%= config.bin %> list -A',
    '<%= config.bin %> list fix-login fix-logout -o wide',
    '<%= config.bin %> list -w',
    "<%= config.bin %> list -o json | jq -r '.items[].status.phase'",
  ]
  static override args = {
    name: Args.string({ description: 'Names of the polecats to show, of any rig.', multiple: true, ignoreStdin: true }),
  }
  static override flags = { ...scopeFlags, ...watchFlag, ...outputFlag, ...globalFlags }

  async run(): Promise<number> {
    const { args, flags } = await this.parse(List)
    const context = openContext(this.config, flags)
    const names = args.name ?? []
    if (flags.watch)
      await watching(context, { ...flags, names, command }, () => watchList(context, names, flags, command))
    else await showSelected(context, names, flags, command)
    return 0
  }
}
