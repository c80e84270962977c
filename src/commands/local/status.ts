import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { plainFlags, valueOutputFlag } from '../../command-line/global-flags.ts'
import { openContext } from '../../context.ts'
import { localLines } from '../../output/local-lines.ts'
import { valueText } from '../../output/objects.ts'
import { sightLines } from '../../output/sight-lines.ts'
import { runtimeOf } from '../../oclif/config-runtime.ts'

export default class LocalStatus extends Command {
  static override summary = 'Show the status of local mode, without starting it.'
  static override examples = [
    '<%= config.bin %> local status',
    '<%= config.bin %> local status -v',
    'KUBECONFIG=$(<%= config.bin %> local status -o json | jq -r .kubeconfig) kubectl get polecats -A',
  ]
  static override flags = {
    ...valueOutputFlag,
    ...plainFlags,
    verbose: Flags.boolean({
      char: 'v',
      summary: 'List what agents see of this machine, and show causes of errors.',
    }),
  }

  async run(): Promise<number> {
    const { flags } = await this.parse(LocalStatus)
    const context = openContext(this.config, { ...flags, local: true })
    const { local } = runtimeOf(this.config)
    const state = await local.status()
    if (flags.output !== undefined)
      context.print(await valueText({ ...state, agentsSee: await local.sight() }, flags.output))
    else {
      const details = flags.verbose ? sightLines(await local.sight()) : []
      context.print(`${[...localLines(state).map(context.placed), ...details].join('\n')}\n`)
    }
    return 0
  }
}
