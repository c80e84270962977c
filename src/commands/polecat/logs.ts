import * as Args from '@oclif/core/args'
import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { showAllLogs } from '../../actions/show-all-logs.ts'
import { watching } from '../../actions/watching.ts'
import { globalFlags } from '../../command-line/global-flags.ts'
import { scopeFlags } from '../../command-line/scope-flags.ts'
import { openContext } from '../../context.ts'
import { containerWords } from '../../logs/read-containers.ts'

export default class Logs extends Command {
  static override aliases = ['logs']
  static override summary = 'Print what agents say.'
  static override description = [
    "Turns, tools and costs are told in words; --raw prints the agent's own stream instead, and leaves control",
    'characters as they are where no terminal reads them.',
    'Where lines may be missing, a notice on stderr says so. Without a name: all unfinished polecats of the rig whose',
    'checkout you are in; elsewhere, and with -A, those of all rigs.',
  ].join(' ')
  static override examples = [
    '<%= config.bin %> logs fix-login -f',
    '<%= config.bin %> logs -f',
    '<%= config.bin %> logs -f -A',
    '<%= config.bin %> logs -f -l team=web --tail 5',
    '<%= config.bin %> logs fix-login -c git-clone --attempt 1',
    "<%= config.bin %> logs --all --grep '(?i:error|warn)' --timestamps",
    '<%= config.bin %> logs fix-login -c all --since 10m --timestamps',
    '<%= config.bin %> logs fix-login -o json | jq -r \'select(.event.type == "tool_call").event.name\'',
  ]
  static override args = {
    name: Args.string({ description: 'Polecats.', multiple: true, ignoreStdin: true }),
  }
  static override flags = {
    ...scopeFlags,
    selector: Flags.string({
      char: 'l',
      helpValue: 'KEY=VALUE',
      summary: 'Polecats with these labels; new ones too with -f.',
    }),
    all: Flags.boolean({ summary: 'Also those that have finished; new ones too with -f.' }),
    follow: Flags.boolean({ char: 'f', summary: 'Go on until it has ended; wait where it has not started.' }),
    container: Flags.option({ char: 'c', options: containerWords, default: 'agent', summary: 'Whose log.' })(),
    tail: Flags.integer({ min: 0, helpValue: 'N', summary: 'Only the last lines.' }),
    since: Flags.string({ helpValue: '10m|TIME', summary: 'Only lines that are newer.' }),
    grep: Flags.string({
      helpValue: 'REGEX',
      summary: 'Only lines that match, of those that --tail and --since leave; (?i:word) ignores case.',
    }),
    attempt: Flags.integer({ min: 1, helpValue: 'N', summary: 'Of this attempt; else the newest.' }),
    timestamps: Flags.boolean({ summary: 'Each line with its time.' }),
    raw: Flags.boolean({ summary: 'What the agent printed, and where no terminal reads it, exactly that.' }),
    output: Flags.option({
      char: 'o',
      options: ['json'] as const,
      summary: 'A line of JSON for each line, event or gap.',
    })(),
    ...globalFlags,
  }

  async run(): Promise<number> {
    const { args, flags } = await this.parse(Logs)
    const context = openContext(this.config, flags)
    const names = args.name ?? []
    const { rig, 'all-rigs': allRigs } = flags
    await watching(context, { names, rig, 'all-rigs': allRigs }, () => showAllLogs(context, names, flags))
    return 0
  }
}
