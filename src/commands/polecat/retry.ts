import * as Args from '@oclif/core/args'
import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { confirmReplace } from '../../polecats/confirm-replace.ts'
import { retryPolecats } from '../../polecats/retry-polecats.ts'
import { waitForOutcome } from '../../follow/wait-for-outcome.ts'
import { followFlags } from '../../command-line/follow-flags.ts'
import { globalFlags, objectOutputFlag } from '../../command-line/global-flags.ts'
import { namespacedClient, openContext } from '../../context.ts'
import { objectsText } from '../../output/objects.ts'

export default class Retry extends Command {
  static override aliases = ['retry']
  static override summary = 'Start a new attempt of finished polecats.'
  static override description = [
    'Continues from the work that earlier attempts saved. Raises spec.attempt by one. If any polecat is still',
    'running, none is retried. Asks first on a terminal if one is Done.',
  ].join(' ')
  static override examples = ['<%= config.bin %> retry fix-login --follow', '<%= config.bin %> retry fix-login --yes']
  static override args = {
    name: Args.string({ description: 'Names of the polecats.', required: true, multiple: true, ignoreStdin: true }),
  }
  static override flags = {
    yes: Flags.boolean({
      char: 'y',
      summary: 'Do not ask for confirmation; required without a terminal if one is Done.',
    }),
    ...followFlags,
    ...objectOutputFlag,
    ...globalFlags,
  }

  async run(): Promise<number> {
    const { args, flags } = await this.parse(Retry)
    const context = openContext(this.config, flags)
    const { client, namespace, signal } = await namespacedClient(context)
    const where = { namespace, signal }
    const retried = await retryPolecats(
      client,
      args.name,
      where,
      async (done) => flags.yes || confirmReplace(context, done),
    )
    if (retried.length === 0) {
      context.notice('Nothing was retried.')
      return 0
    }
    const polecats = retried.map(({ polecat }) => polecat)
    if (flags.wait || flags.follow)
      return waitForOutcome(context, polecats, { ...flags, stuckAfterSeconds: flags['stuck-after'] })
    if (flags.output !== undefined) context.print(await objectsText(polecats, flags.output))
    else for (const { polecat, words } of retried) context.print(`${polecat.metadata.name}: ${words}\n`)
    return 0
  }
}
