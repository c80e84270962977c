import * as Args from '@oclif/core/args'
import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { findDiff } from '../../actions/saved-work.ts'
import { globalFlags } from '../../command-line/global-flags.ts'
import { openContext } from '../../context.ts'
import { diffText } from '../../output/diff-text.ts'

export default class Diff extends Command {
  static override aliases = ['diff']
  static override summary = "Show the difference that a polecat's work makes so far."
  static override description = [
    'Uncommitted files are included. Read from its last checkpoint while its pod lives, and afterwards from the remote',
    'with your own git; never by running git in its checkout. Control characters are made visible,',
    'but with --raw, which gives a patch byte for byte.',
  ].join(' ')
  static override examples = [
    '<%= config.bin %> diff fix-login --stat',
    '<%= config.bin %> diff fix-login --raw | git apply',
  ]
  static override args = {
    name: Args.string({ description: 'The polecat.', required: true, ignoreStdin: true }),
  }
  static override flags = {
    stat: Flags.boolean({ summary: 'Only how much each file changed.', exclusive: ['raw'] }),
    raw: Flags.boolean({ summary: 'Exactly what the patch is; not on a terminal.' }),
    ...globalFlags,
  }

  async run(): Promise<number> {
    const { args, flags } = await this.parse(Diff)
    const context = openContext(this.config, flags)
    const diff = await findDiff(context, args.name, flags.stat ? 'stat' : 'patch')
    if (flags.raw && !context.stdout.isTerminal) (context.streams.stdout as NodeJS.WritableStream).write(diff)
    else context.print(diffText(diff.toString('utf8'), context.stdout))
    return 0
  }
}
