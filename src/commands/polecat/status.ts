import * as Args from '@oclif/core/args'
import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { byAge } from '../../actions/find-polecats.ts'
import { showSelected, tellScope } from '../../actions/show-selected.ts'
import { watchStatus, type Watched } from '../../actions/watch-status.ts'
import { leftWords, watching } from '../../actions/watching.ts'
import { watchList } from '../../actions/watch-list.ts'
import { watchFlag } from '../../command-line/follow-flags.ts'
import { globalFlags, outputFlag } from '../../command-line/global-flags.ts'
import { scopeFlags } from '../../command-line/scope-flags.ts'
import { openContext, type Context } from '../../context.ts'
import { showOutcomes } from '../../output/show-outcomes.ts'
import { showPolecats } from '../../output/show-polecats.ts'
import { canBeLive } from '../../view/choose-view.ts'

const look = 'gastown status'

export default class Status extends Command {
  static override aliases = ['status']
  static override summary = 'Show how polecats stand; on a terminal, live.'
  static override description = [
    'Those of the rig whose checkout you are in; elsewhere, and with -A, those of all rigs. The live view shows phase,',
    'time, activity, cost and the newest line of each, those that need attention first, filters, sorts, and opens logs',
    'and differences; ? names its keys. It ends when all have finished, unless you have pressed a key. Of one polecat',
    'it shows the steps with their times, its newest lines, and how it ended. In a pipe, in CI or with --plain it is a',
    'table of this moment. With -w neither ends before you do, and to the table each polecat is added again when it',
    'changes.',
  ].join(' ')
  static override examples = [
    '<%= config.bin %> status',
    '<%= config.bin %> status -A',
    '<%= config.bin %> status fix-login',
    '<%= config.bin %> status --plain -o wide',
    '<%= config.bin %> status -w | tee status.log',
  ]
  static override args = {
    name: Args.string({ description: 'Polecats to show, of whatever rig.', multiple: true, ignoreStdin: true }),
  }
  static override flags = {
    plain: Flags.boolean({ summary: 'A table of this moment, also on a terminal.' }),
    ...scopeFlags,
    ...watchFlag,
    ...outputFlag,
    ...globalFlags,
  }

  async run(): Promise<number> {
    const { args, flags } = await this.parse(Status)
    const context = openContext(this.config, flags)
    const names = args.name ?? []
    if (flags.output === undefined && !flags.plain && canBeLive(context)) {
      const watched = await watching(context, { ...flags, names }, (see) => watchStatus(context, names, flags, see))
      await this.conclude(context, names, watched)
    } else if (flags.watch) await watching(context, { ...flags, names }, () => watchList(context, names, flags, look))
    else await showSelected(context, names, flags, look)
    return 0
  }

  /** What stays when a live view is over. */
  private async conclude(context: Context, names: readonly string[], watched: Watched): Promise<void> {
    const polecats = watched.polecats.toSorted(byAge)
    if (watched.isQuit) context.notice(`Stopped watching; ${leftWords(names, polecats)}.`)
    else if (names.length === 1) await showOutcomes(context, polecats, undefined)
    else if (!watched.isShown) {
      if (polecats.length > 0) await showPolecats(context, polecats, { format: undefined, asList: true })
      tellScope(context, watched.scope, { shown: polecats.length, others: watched.others, look })
      if (polecats.length > 0) context.notice('All have finished; with -w the live view of them stays open.')
    }
  }
}
