import * as Args from '@oclif/core/args'
import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { mayReplace } from '../../actions/may-replace.ts'
import { retryPolecats } from '../../actions/retry-polecats.ts'
import { seeThrough } from '../../actions/see-through.ts'
import { followFlags } from '../../command-line/follow-flags.ts'
import { globalFlags, objectOutputFlag } from '../../command-line/global-flags.ts'
import { openContext } from '../../context.ts'
import { objectsText } from '../../output/objects.ts'

export default class Retry extends Command {
  static override aliases = ['retry']
  static override summary = 'Start a new attempt of polecats that have ended.'
  static override description =
    'The attempt continues from what the earlier ones saved. Raises spec.attempt by one; refused for all while one still runs. Where one is Done it asks first on a terminal.'
  static override examples = ['<%= config.bin %> retry fix-login --follow', '<%= config.bin %> retry fix-login --yes']
  static override args = {
    name: Args.string({ description: 'The polecats.', required: true, multiple: true, ignoreStdin: true }),
  }
  static override flags = {
    yes: Flags.boolean({ char: 'y', summary: 'Do not ask; needed in a pipe where one is Done.' }),
    ...followFlags,
    ...objectOutputFlag,
    ...globalFlags,
  }

  async run(): Promise<number> {
    const { args, flags } = await this.parse(Retry)
    const context = openContext(this.config, flags)
    const [client, namespace] = [await context.client(), await context.namespace()]
    const where = { namespace, signal: context.signal }
    const retried = await retryPolecats(
      client,
      args.name,
      where,
      async (done) => flags.yes || mayReplace(context, done),
    )
    if (retried.length === 0) {
      context.notice('Nothing was retried.')
      return 0
    }
    const polecats = retried.map(({ polecat }) => polecat)
    if (flags.wait || flags.follow)
      return seeThrough(context, polecats, { ...flags, stuckAfterSeconds: flags['stuck-after'] })
    if (flags.output !== undefined) context.print(await objectsText(polecats, flags.output))
    else for (const { polecat, words } of retried) context.print(`${polecat.metadata.name}: ${words}\n`)
    return 0
  }
}
