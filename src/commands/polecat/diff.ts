import * as Args from '@oclif/core/args'
import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { findDiff } from '../../work/saved-work.ts'
import { globalFlags } from '../../command-line/global-flags.ts'
import { openContext } from '../../context.ts'
import { diffText } from '../../output/polecat/diff-text.ts'

export default class Diff extends Command {
  static override aliases = ['diff']
  static override summary = "Show the changes of a polecat's work."
  static override description = [
    'Includes uncommitted files. Reads the last checkpoint while the pod is running, and the remote with your own',
    "git afterwards; git never runs in the agent's checkout. Control characters are made visible unless --raw is",
    'given.',
  ].join(' ')
  static override examples = [
    '<%= config.bin %> diff fix-login --stat',
    '<%= config.bin %> diff fix-login --raw | git apply',
  ]
  static override args = {
    name: Args.string({ description: 'Name of the polecat.', required: true, ignoreStdin: true }),
  }
  static override flags = {
    stat: Flags.boolean({ summary: 'Show only how much each file changed.', exclusive: ['raw'] }),
    raw: Flags.boolean({ summary: 'Print the patch byte for byte; not on a terminal.' }),
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
