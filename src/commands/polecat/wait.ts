import * as Args from '@oclif/core/args'
import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { awaitAloud } from '../../follow/await-aloud.ts'
import { watching } from '../../follow/watching.ts'
import { globalFlags, objectOutputFlag } from '../../command-line/global-flags.ts'
import { secondsFlag, stuckAfterFlag } from '../../command-line/time-flags.ts'
import { openContext } from '../../context.ts'
import { showOutcomes } from '../../output/polecat/show-outcomes.ts'
import { waitGoals } from '../../polecat/waiting.ts'

export default class Wait extends Command {
  static override aliases = ['wait']
  static override summary = 'Wait for polecats to reach a state.'
  static override description = [
    `Exits with the outcome's code: 0 for Done, others as listed by "<%= config.bin %> help exit-codes"; for`,
    'several polecats, the first that is not 0. A polecat that is Stuck for longer than --stuck-after counts as',
    'finished.',
  ].join(' ')
  static override examples = [
    '<%= config.bin %> wait fix-login',
    '<%= config.bin %> wait one two three --any --timeout 30m',
    '<%= config.bin %> wait fix-login --for started',
  ]
  static override args = {
    name: Args.string({ description: 'Names of the polecats.', required: true, multiple: true, ignoreStdin: true }),
  }
  static override flags = {
    for: Flags.option({ options: waitGoals, default: 'finished', summary: 'State to wait for.' })(),
    any: Flags.boolean({ summary: 'Wait for any one of them instead of all.' }),
    timeout: secondsFlag({
      summary: 'Maximum time to wait; exit with code 8 when it passes.',
      helpValue: 'SECONDS|30m',
    }),
    ...stuckAfterFlag,
    ...objectOutputFlag,
    ...globalFlags,
  }

  async run(): Promise<number> {
    const { args, flags } = await this.parse(Wait)
    const context = openContext(this.config, flags)
    const { polecats, exitCode } = await watching(context, { names: args.name }, (onState) =>
      awaitAloud(context, {
        names: args.name,
        goal: flags.for,
        any: flags.any,
        timeoutSeconds: flags.timeout,
        stuckAfterSeconds: flags['stuck-after'],
        onState,
      }),
    )
    await showOutcomes(context, polecats, flags.output)
    return exitCode
  }
}
