import * as Args from '@oclif/core/args'
import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { deletePolecats } from '../../polecats/delete-polecats.ts'
import { awaitGone } from '../../follow/await-gone.ts'
import { finishDeletion } from '../../polecats/finish-deletion.ts'
import { leftCheckout } from '../../polecats/left-checkout.ts'
import { confirmLoss } from '../../polecats/confirm-loss.ts'
import { recordFlag } from '../../command-line/clean-flags.ts'
import { globalFlags, objectOutputFlag } from '../../command-line/global-flags.ts'
import { namespacedClient, openContext } from '../../context.ts'
import type { Problem } from '../../errors.ts'
import { objectsText } from '../../output/objects.ts'
import { deleteWords } from '../../output/polecat/verb-words.ts'
import type { Polecat } from '../../polecat/schema.ts'

export default class Delete extends Command {
  static override aliases = ['delete']
  static override summary = 'Delete polecats.'
  static override description = [
    'Refused with exit code 7 unless all work is known to be on the remote: terminate the polecat first, which',
    'saves its work, or use --force, which also removes finalizers where no operator works. The branch stays on the',
    'remote, and the record of each attempt, which logs, describe and events read, in the cluster.',
  ].join(' ')
  static override examples = ['<%= config.bin %> delete fix-login', '<%= config.bin %> delete fix-login --force --wait']
  static override args = {
    name: Args.string({ description: 'Names of the polecats.', required: true, multiple: true, ignoreStdin: true }),
  }
  static override flags = {
    force: Flags.boolean({ summary: 'Delete even if unsaved work may be lost.' }),
    ...recordFlag,
    yes: Flags.boolean({ char: 'y', summary: 'Do not ask for confirmation.' }),
    wait: Flags.boolean({ summary: 'Wait until they are gone.' }),
    ...objectOutputFlag,
    ...globalFlags,
  }

  async run(): Promise<number> {
    const { args, flags } = await this.parse(Delete)
    const context = openContext(this.config, flags)
    const { client, namespace, signal } = await namespacedClient(context)
    const deletion = {
      namespace,
      signal,
      force: flags.force,
      withRecord: flags['with-record'],
      confirmLoss: async (unsaved: readonly Problem[]) => flags.yes || confirmLoss(context, unsaved),
      leftCheckout: (polecat: Polecat) => leftCheckout(context, polecat),
    }
    const deleted = await deletePolecats(client, args.name, deletion)
    if (deleted.length === 0) context.notice('Nothing was deleted.')
    const waiting = flags.wait && !flags.force
    const requested = waiting ? deleted : await finishDeletion(context, deleted, { force: flags.force })
    if (flags.wait) await awaitGone(context, requested)
    const left = flags.wait ? [] : requested
    if (flags.output !== undefined && deleted.length > 0) context.print(await objectsText(deleted, flags.output))
    else
      for (const polecat of deleted) {
        const isLeft = left.some(({ metadata }) => metadata.uid === polecat.metadata.uid)
        context.print(`${polecat.metadata.name}: ${deleteWords(polecat, isLeft)}\n`)
      }
    return 0
  }
}
