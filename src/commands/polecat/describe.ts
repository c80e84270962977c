import * as Args from '@oclif/core/args'
import { Command } from '@oclif/core/command'
import { polecatOrRecord } from '../../pods/polecat-or-record.ts'
import { isUnserved, observeOperator, tellOperator } from '../../polecats/tell-operator.ts'
import { polecatEvents } from '../../events/polecat-events.ts'
import { globalFlags, objectOutputFlag } from '../../command-line/global-flags.ts'
import { openContext } from '../../context.ts'
import { describeLines } from '../../output/polecat/describe-lines.ts'
import { objectsText } from '../../output/objects.ts'

export default class Describe extends Command {
  static override aliases = ['describe']
  static override summary = 'Show details of a polecat.'
  static override description = 'Prints spec, status, saved work, the duration of each step, and events.'
  static override examples = ['<%= config.bin %> describe fix-login', '<%= config.bin %> describe fix-login -o yaml']
  static override args = {
    name: Args.string({ description: 'Name of the polecat.', required: true, ignoreStdin: true }),
  }
  static override flags = { ...objectOutputFlag, ...globalFlags }

  async run(): Promise<number> {
    const { args, flags } = await this.parse(Describe)
    const context = openContext(this.config, flags)
    const observing = observeOperator(context)
    const { polecat } = await polecatOrRecord(context, args.name)
    if (flags.output !== undefined) context.print(await objectsText([polecat], flags.output))
    else {
      const events = await polecatEvents(await context.client(), polecat, context.signal)
      const lines = describeLines(polecat, events, {
        terminal: context.stdout,
        now: context.now(),
        placed: context.placed,
        isOld: isUnserved(await observing),
      })
      context.print(`${lines.join('\n')}\n`)
    }
    await tellOperator(context, await observing)
    return 0
  }
}
