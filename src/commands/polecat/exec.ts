import * as Args from '@oclif/core/args'
import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { execInPod } from '../../pods/exec-in-pod.ts'
import { globalFlags } from '../../command-line/global-flags.ts'
import { openContext } from '../../context.ts'
import { runtimeOf } from '../../oclif/config-runtime.ts'

export default class Exec extends Command {
  static override aliases = ['exec']
  static override summary = "Run a command in a polecat's pod."
  static override description = "Exits with the command's exit code."
  static override examples = [
    '<%= config.bin %> exec fix-login -- git log --oneline',
    '<%= config.bin %> exec fix-login -it -- sh',
  ]
  static override usage = '<%= command.id %> NAME [-it] [flags] -- COMMAND...'
  static override args = {
    name: Args.string({ description: 'Name of the polecat.', required: true, ignoreStdin: true }),
  }
  static override flags = {
    stdin: Flags.boolean({ char: 'i', summary: 'Pass stdin to the command.' }),
    tty: Flags.boolean({ char: 't', summary: 'Allocate a terminal for the command.' }),
    container: Flags.string({ char: 'c', default: 'agent', helpValue: 'NAME', summary: 'Container to run it in.' }),
    ...globalFlags,
  }

  async run(): Promise<number> {
    const { args, flags } = await this.parse(Exec)
    const context = openContext(this.config, flags, { passthroughArgs: true })
    return execInPod(context, args.name, { ...flags, command: runtimeOf(this.config).passthroughArgs ?? [] })
  }
}
