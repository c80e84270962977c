import * as Args from '@oclif/core/args'
import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { awaitAloud } from '../../follow/await-aloud.ts'
import { terminatePolecats } from '../../polecats/terminate-polecats.ts'
import { watching } from '../../follow/watching.ts'
import { globalFlags, objectOutputFlag } from '../../command-line/global-flags.ts'
import { stuckAfterFlag } from '../../command-line/time-flags.ts'
import { namespacedClient, openContext } from '../../context.ts'
import { showOutcomes } from '../../output/polecat/show-outcomes.ts'
import { terminateWords } from '../../output/polecat/verb-words.ts'

export default class Terminate extends Command {
  static override aliases = ['terminate']
  static override summary = 'Stop polecats gracefully, saving their work.'
  static override description =
    'Sets desiredState to Terminated. With --wait, exits with code 15 once the work is saved.'
  static override examples = ['<%= config.bin %> terminate fix-login --wait']
  static override args = {
    name: Args.string({ description: 'Names of the polecats.', required: true, multiple: true, ignoreStdin: true }),
  }
  static override flags = {
    wait: Flags.boolean({ summary: 'Wait until the work is saved, and show where.' }),
    ...stuckAfterFlag,
    ...objectOutputFlag,
    ...globalFlags,
  }

  async run(): Promise<number> {
    const { args, flags } = await this.parse(Terminate)
    const context = openContext(this.config, flags)
    const { client, namespace, signal } = await namespacedClient(context)
    const asked = await terminatePolecats(client, args.name, { namespace, signal })
    if (!flags.wait) {
      const ordered = asked.map(({ after }) => after)
      if (flags.output !== undefined) await showOutcomes(context, ordered, flags.output)
      else for (const { before } of asked) context.print(`${before.metadata.name}: ${terminateWords(before)}\n`)
      return 0
    }
    const wait = { names: args.name, goal: 'finished' as const, stuckAfterSeconds: flags['stuck-after'] }
    const { polecats, exitCode } = await watching(context, { names: args.name }, (onState) =>
      awaitAloud(context, { ...wait, onState }),
    )
    await showOutcomes(context, polecats, flags.output)
    return exitCode
  }
}
