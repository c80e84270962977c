import * as Args from '@oclif/core/args'
import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { execInPod } from '../../actions/exec-in-pod.ts'
import { globalFlags } from '../../command-line/global-flags.ts'
import { openContext } from '../../context.ts'
import { surroundingsOf } from '../../surroundings.ts'

export default class Exec extends Command {
  static override aliases = ['exec']
  static override summary = 'Run a command where the agent of a polecat runs.'
  static override description = "The exit code is the command's own."
  static override examples = [
    '<%= config.bin %> exec fix-login -- git log --oneline',
    '<%= config.bin %> exec fix-login -it -- sh',
  ]
  static override usage = '<%= command.id %> NAME [-it] [flags] -- COMMAND...'
  static override args = {
    name: Args.string({ description: 'The polecat.', required: true, ignoreStdin: true }),
  }
  static override flags = {
    stdin: Flags.boolean({ char: 'i', summary: 'Pass stdin on.' }),
    tty: Flags.boolean({ char: 't', summary: 'Give the command a terminal.' }),
    container: Flags.string({ char: 'c', default: 'agent', helpValue: 'NAME', summary: 'In which container.' }),
    ...globalFlags,
  }

  async run(): Promise<number> {
    const { args, flags } = await this.parse(Exec)
    const context = openContext(this.config, flags, { trailing: true })
    return execInPod(context, args.name, { ...flags, command: surroundingsOf(this.config).trailing ?? [] })
  }
}
