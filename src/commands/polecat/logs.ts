import * as Args from '@oclif/core/args'
import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { showAllLogs } from '../../pods/show-all-logs.ts'
import { watching } from '../../follow/watching.ts'
import { globalFlags } from '../../command-line/global-flags.ts'
import { scopeFlags } from '../../command-line/scope-flags.ts'
import { openContext } from '../../context.ts'
import { containerWords } from '../../logs/read-containers.ts'

export default class Logs extends Command {
  static override aliases = ['logs']
  static override summary = 'Print agent logs.'
  static override description = [
    "Describes turns, tools and costs in words; --raw prints the agent's own stream, with control characters",
    'unchanged when piped. If lines may be missing, a notice on stderr says so. Without NAME: unfinished polecats',
    'of the rig of the current checkout; elsewhere, or with -A, of all rigs. Once the pod is gone, and of deleted',
    "polecats, prints the agent's events from the record of the attempt.",
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
    name: Args.string({ description: 'Names of the polecats.', multiple: true, ignoreStdin: true }),
  }
  static override flags = {
    ...scopeFlags,
    selector: Flags.string({
      char: 'l',
      helpValue: 'KEY=VALUE',
      summary: 'Select polecats by label; with -f, new ones too.',
    }),
    all: Flags.boolean({ summary: 'Include finished polecats; with -f, new ones too.' }),
    follow: Flags.boolean({
      char: 'f',
      summary: 'Follow the log until the polecat finishes; wait if it has not started.',
    }),
    container: Flags.option({ char: 'c', options: containerWords, default: 'agent', summary: 'Container to read.' })(),
    tail: Flags.integer({ min: 0, helpValue: 'N', summary: 'Number of lines to show from the end.' }),
    since: Flags.string({ helpValue: '10m|TIME', summary: 'Only lines newer than a duration or time.' }),
    grep: Flags.string({
      helpValue: 'REGEX',
      summary: 'Only matching lines, after --tail and --since; (?i:word) ignores case.',
    }),
    attempt: Flags.integer({ min: 1, helpValue: 'N', summary: 'Attempt to read (default: the latest).' }),
    timestamps: Flags.boolean({ summary: 'Print the time of each line.' }),
    raw: Flags.boolean({ summary: "Print the agent's raw output, unmodified when piped." }),
    output: Flags.option({
      char: 'o',
      options: ['json'] as const,
      summary: 'Output format: one JSON object per line, event or gap.',
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
