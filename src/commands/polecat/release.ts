import * as Args from '@oclif/core/args'
import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { awaitAloud } from '../../follow/await-aloud.ts'
import { releasePolecat } from '../../polecats/release-polecat.ts'
import { watching } from '../../follow/watching.ts'
import { globalFlags, objectOutputFlag } from '../../command-line/global-flags.ts'
import { stuckAfterFlag } from '../../command-line/time-flags.ts'
import { namespacedClient, openContext } from '../../context.ts'
import { showOutcomes } from '../../output/polecat/show-outcomes.ts'
import { releaseWords } from '../../output/polecat/verb-words.ts'

export default class Release extends Command {
  static override aliases = ['release']
  static override summary = 'Push held commits that change CI definitions.'
  static override description = [
    "Such commits run with the repository's secrets: review them first with gastown diff. Sets ciChanges to",
    'allow, for later attempts too.',
  ].join(' ')
  static override examples = ['<%= config.bin %> diff fix-login && <%= config.bin %> release fix-login --wait']
  static override args = {
    name: Args.string({ description: 'Name of the polecat.', required: true, ignoreStdin: true }),
  }
  static override flags = {
    wait: Flags.boolean({ summary: 'Wait until they are pushed, and show where.' }),
    ...stuckAfterFlag,
    ...objectOutputFlag,
    ...globalFlags,
  }

  async run(): Promise<number> {
    const { args, flags } = await this.parse(Release)
    const context = openContext(this.config, flags)
    const { client, namespace, signal } = await namespacedClient(context)
    const { before, after } = await releasePolecat(client, args.name, { namespace, signal })
    if (!flags.wait) {
      if (flags.output !== undefined) await showOutcomes(context, [after], flags.output)
      else context.print(`${args.name}: ${releaseWords(before)}\n`)
      return 0
    }
    const wait = { names: [args.name], goal: 'finished' as const, stuckAfterSeconds: flags['stuck-after'] }
    const { polecats, exitCode } = await watching(context, { names: [args.name] }, (onState) =>
      awaitAloud(context, { ...wait, onState }),
    )
    await showOutcomes(context, polecats, flags.output)
    return exitCode
  }
}
