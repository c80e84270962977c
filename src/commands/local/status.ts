import { Command } from '@oclif/core/command'
import { plainFlags, valueOutputFlag } from '../../command-line/global-flags.ts'
import { openContext } from '../../context.ts'
import { localLines } from '../../output/local-lines.ts'
import { valueText } from '../../output/objects.ts'
import { surroundingsOf } from '../../surroundings.ts'

export default class LocalStatus extends Command {
  static override summary = 'Show whether local mode runs, and where; starts nothing.'
  static override examples = [
    '<%= config.bin %> local status',
    'KUBECONFIG=$(<%= config.bin %> local status -o json | jq -r .kubeconfig) kubectl get polecats -A',
  ]
  static override flags = { ...valueOutputFlag, ...plainFlags }

  async run(): Promise<number> {
    const { flags } = await this.parse(LocalStatus)
    const context = openContext(this.config, { ...flags, local: true })
    const state = await surroundingsOf(this.config).local.status()
    if (flags.output === undefined) context.print(`${localLines(state).join('\n')}\n`)
    else context.print(await valueText(state, flags.output))
    return 0
  }
}
