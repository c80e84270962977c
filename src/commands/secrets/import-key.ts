import * as Args from '@oclif/core/args'
import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { importKey } from '../../secrets/import/import-key.ts'
import { storingFlags } from '../../command-line/secret-flags.ts'
import { openContext } from '../../context.ts'

export default class SecretsImportKey extends Command {
  static override summary = 'Store the API key of another model provider.'
  static override description = [
    "Uses the first available source: --from-file, stdin, the provider's variable, such as OPENAI_API_KEY, or a",
    'hidden prompt.',
  ].join(' ')
  static override examples = [
    '<%= config.bin %> secrets import-key --provider openai',
    '<%= config.bin %> secrets import-key gemini-of-team --provider google --from-file gemini-key.txt',
  ]
  static override args = {
    name: Args.string({ description: 'Name of the Secret (default: PROVIDER-credentials).', ignoreStdin: true }),
  }
  static override flags = {
    provider: Flags.string({
      required: true,
      helpValue: 'NAME',
      summary: 'Provider of the key, such as openai or google.',
    }),
    'from-file': Flags.string({ helpValue: 'FILE', summary: "File to read it from; '-' reads stdin." }),
    from: Flags.option({ options: ['stdin', 'env', 'question'] as const, summary: 'Source to read, and no other.' })(),
    key: Flags.string({ helpValue: 'KEY', summary: 'Key in the Secret (default: api-key).' }),
    ...storingFlags,
  }

  async run(): Promise<number> {
    const { args, flags } = await this.parse(SecretsImportKey)
    await importKey(openContext(this.config, flags, { namespaceOf: 'secrets' }), { ...flags, ...args })
    return 0
  }
}
