import * as Args from '@oclif/core/args'
import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { byAge } from '../../polecats/find-polecats.ts'
import { showSelected, tellScope } from '../../polecats/show-selected.ts'
import { watchStatus, type Watched } from '../../follow/watch-status.ts'
import { leftWords, watching } from '../../follow/watching.ts'
import { watchList } from '../../follow/watch-list.ts'
import { watchFlag } from '../../command-line/follow-flags.ts'
import { globalFlags, outputFlag } from '../../command-line/global-flags.ts'
import { scopeFlags } from '../../command-line/scope-flags.ts'
import { openContext, type Context } from '../../context.ts'
import { showOutcomes } from '../../output/polecat/show-outcomes.ts'
import { showPolecats } from '../../output/polecat/show-polecats.ts'
import { canBeLive } from '../../view/choose-view.ts'

const command = 'gastown status'

export default class Status extends Command {
  static override aliases = ['status']
  static override summary = 'Show polecat status (live on a terminal).'
  static override description = [
    'Shows the rig of the current checkout; elsewhere, or with -A, all rigs. The live view lists phase, time,',
    'activity, cost and newest line of each polecat, those that need attention first, and opens logs and diffs;',
    'press ? for its keys. It ends when all have finished, unless a key was pressed. For a single polecat it',
    'shows steps with their times, newest lines, and the outcome. In a pipe, in CI or with --plain, prints a',
    'table once. With -w, runs until interrupted and adds changed polecats to the table.',
  ].join(' ')
  static override examples = [
    '<%= config.bin %> status',
    '<%= config.bin %> status -A',
    '<%= config.bin %> status fix-login',
    '<%= config.bin %> status --plain -o wide',
    '<%= config.bin %> status -w | tee status.log',
  ]
  static override args = {
    name: Args.string({ description: 'Names of the polecats to show, of any rig.', multiple: true, ignoreStdin: true }),
  }
  static override flags = {
    plain: Flags.boolean({ summary: 'Print a table once, even on a terminal.' }),
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
    } else if (flags.watch)
      await watching(context, { ...flags, names }, () => watchList(context, names, flags, command))
    else await showSelected(context, names, flags, command)
    return 0
  }

  /** What stays when a live view is over. */
  private async conclude(context: Context, names: readonly string[], watched: Watched): Promise<void> {
    const polecats = watched.polecats.toSorted(byAge)
    if (watched.isQuit) context.notice(`Stopped watching; ${leftWords(names, polecats)}.`)
    else if (names.length === 1) await showOutcomes(context, polecats, undefined)
    else if (!watched.isShown) {
      if (polecats.length > 0) await showPolecats(context, polecats, { format: undefined, asList: true })
      tellScope(context, watched.scope, { shown: polecats.length, others: watched.others, command })
      if (polecats.length > 0) context.notice('All have finished; with -w the live view of them stays open.')
    }
  }
}
