import * as Args from '@oclif/core/args'
import { Command } from '@oclif/core/command'
import { retryPolecat } from '../../actions/retry-polecat.ts'
import { seeThrough } from '../../actions/see-through.ts'
import { followFlags } from '../../command-line/follow-flags.ts'
import { globalFlags, objectOutputFlag } from '../../command-line/global-flags.ts'
import { openContext } from '../../context.ts'
import { objectsText } from '../../output/objects.ts'

export default class Retry extends Command {
  static override aliases = ['retry']
  static override summary = 'Start a new attempt of a polecat that has ended.'
  static override description = 'The attempt continues from what the earlier ones saved. Raises spec.attempt by one.'
  static override examples = ['<%= config.bin %> retry fix-login', '<%= config.bin %> retry fix-login --follow']
  static override args = {
    name: Args.string({ description: 'The polecat.', required: true, ignoreStdin: true }),
  }
  static override flags = { ...followFlags, ...objectOutputFlag, ...globalFlags }

  async run(): Promise<number> {
    const { args, flags } = await this.parse(Retry)
    const context = openContext(this.config, flags)
    const [client, namespace] = [await context.client(), await context.namespace()]
    const polecat = await retryPolecat(client, args.name, { namespace, signal: context.signal })
    if (flags.wait || flags.follow)
      return seeThrough(context, [polecat], { ...flags, stuckAfterSeconds: flags['stuck-after'] })
    if (flags.output !== undefined) context.print(await objectsText([polecat], flags.output))
    else context.print(`${args.name}: attempt ${polecat.spec.attempt} starts\n`)
    return 0
  }
}
