import * as Args from '@oclif/core/args'
import { Command } from '@oclif/core/command'
import { findWork } from '../../work/saved-work.ts'
import { globalFlags, valueOutputFlag } from '../../command-line/global-flags.ts'
import { openContext } from '../../context.ts'
import { valueText } from '../../output/objects.ts'
import { workLines } from '../../output/polecat/work-lines.ts'

export default class Git extends Command {
  static override aliases = ['git']
  static override summary = "Show the log and status of a polecat's work."
  static override description = [
    'Reads the last checkpoint while the pod is running, and the remote with your own git afterwards; git never',
    "runs in the agent's checkout.",
  ].join(' ')
  static override examples = ['<%= config.bin %> git fix-login', '<%= config.bin %> git fix-login -o json']
  static override args = {
    name: Args.string({ description: 'Name of the polecat.', required: true, ignoreStdin: true }),
  }
  static override flags = { ...valueOutputFlag, ...globalFlags }

  async run(): Promise<number> {
    const { args, flags } = await this.parse(Git)
    const context = openContext(this.config, flags)
    const found = await findWork(context, args.name)
    const { work, ...about } = found
    if (flags.output !== undefined) context.print(await valueText({ ...about, ...work }, flags.output))
    else context.print(`${workLines(found, context.stdout).join('\n')}\n`)
    return 0
  }
}
