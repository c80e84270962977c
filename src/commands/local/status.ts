import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { openContext } from '../../context.ts'
import { localLines } from '../../output/local-lines.ts'
import { surroundingsOf } from '../../surroundings.ts'

export default class LocalStatus extends Command {
  static override summary = 'Show whether local mode runs, and where; starts nothing.'
  static override examples = [
    '<%= config.bin %> local status',
    'KUBECONFIG=$(<%= config.bin %> local status -o json | jq -r .kubeconfig) kubectl get polecats -A',
  ]
  static override flags = {
    output: Flags.option({ char: 'o', options: ['json'] as const, summary: 'How to print.' })(),
  }

  async run(): Promise<number> {
    const { flags } = await this.parse(LocalStatus)
    const context = openContext(this.config, { local: true })
    const state = await surroundingsOf(this.config).local.status()
    context.print(flags.output === 'json' ? `${JSON.stringify(state, null, 2)}\n` : `${localLines(state).join('\n')}\n`)
    return 0
  }
}
