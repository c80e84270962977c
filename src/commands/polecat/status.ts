import * as Args from '@oclif/core/args'
import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { byAge, findPolecats } from '../../actions/find-polecats.ts'
import { watchStatus, type Watched } from '../../actions/watch-status.ts'
import { watching } from '../../actions/watching.ts'
import { watchList } from '../../actions/watch-list.ts'
import { watchFlag } from '../../command-line/follow-flags.ts'
import { globalFlags, outputFlag } from '../../command-line/global-flags.ts'
import { openContext, type Context } from '../../context.ts'
import { showOutcomes } from '../../output/show-outcomes.ts'
import { showPolecats } from '../../output/show-polecats.ts'
import { canBeLive } from '../../view/choose-view.ts'

export default class Status extends Command {
  static override aliases = ['status']
  static override summary = 'Show how polecats stand; on a terminal, live.'
  static override description = [
    'The live view shows phase, time, activity, cost and the newest line of each, those that need attention first,',
    'filters, sorts, and opens logs and differences; ? names its keys. It ends when all have finished, unless you have',
    'pressed a key. Of one polecat it shows the steps with their times, its newest lines, and how it ended. In a pipe,',
    'in CI or with --plain it is a table of this moment. With -w neither ends before you do, and to the table each',
    'polecat is added again when it changes.',
  ].join(' ')
  static override examples = [
    '<%= config.bin %> status',
    '<%= config.bin %> status fix-login',
    '<%= config.bin %> status --plain -o wide',
    '<%= config.bin %> status -w | tee status.log',
  ]
  static override args = {
    name: Args.string({ description: 'Polecats to show; else all.', multiple: true, ignoreStdin: true }),
  }
  static override flags = {
    plain: Flags.boolean({ summary: 'A table of this moment, also on a terminal.' }),
    ...watchFlag,
    ...outputFlag,
    ...globalFlags,
  }

  async run(): Promise<number> {
    const { args, flags } = await this.parse(Status)
    const context = openContext(this.config, flags)
    const names = args.name ?? []
    if (flags.output === undefined && !flags.plain && canBeLive(context)) {
      const watched = await watching(context, names, () => watchStatus(context, names, flags))
      await this.conclude(context, names, watched)
      return 0
    }
    if (flags.watch) {
      await watching(context, names, () => watchList(context, names, flags.output))
      return 0
    }
    const [client, namespace] = [await context.client(), await context.namespace()]
    const polecats = await findPolecats(client, names, { namespace, signal: context.signal })
    await showPolecats(context, polecats, { format: flags.output, asList: names.length !== 1 })
    return 0
  }

  /** What stays when a live view is over. */
  private async conclude(context: Context, names: readonly string[], watched: Watched): Promise<void> {
    const polecats = watched.polecats.toSorted(byAge)
    if (watched.isQuit)
      context.notice(`Stopped watching; ${names.length === 1 ? `${names[0]} goes` : 'the polecats go'} on.`)
    else if (names.length === 1) await showOutcomes(context, polecats, undefined)
    else if (!watched.isShown) {
      await showPolecats(context, polecats, { format: undefined, asList: true })
      if (polecats.length > 0) context.notice('All have finished; with -w the live view of them stays open.')
    }
  }
}
