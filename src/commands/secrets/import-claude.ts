import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { importClaude } from '../../actions/import-claude.ts'
import { storingFlags } from '../../command-line/secret-flags.ts'
import { openContext } from '../../context.ts'
import { sourceNames } from '../../secrets/sources.ts'

export default class SecretsImportClaude extends Command {
  static override summary = 'Store the credential that Claude Code works with.'
  static override description = [
    'Takes the first that there is: --from-file, stdin, ANTHROPIC_API_KEY, CLAUDE_CODE_OAUTH_TOKEN, the login that',
    'Claude Code keeps in .credentials.json or in the Keychain of macOS, or your answer, which is not shown. It says',
    'which it took. The value is never printed and never in an argument. An API key, or a token of "claude setup-token",',
    'serves better than a login, which ends after about 8 hours; --replace stores a newer one.',
  ].join(' ')
  static override examples = [
    '<%= config.bin %> secrets import-claude',
    '<%= config.bin %> secrets import-claude --from-file key.txt --replace',
    '<%= config.bin %> secrets import-claude --from env --key oauth-token',
    '<%= config.bin %> secrets import-claude --dry-run -o yaml',
  ]
  static override flags = {
    'from-file': Flags.string({ helpValue: 'FILE', summary: 'File to take it from; - is stdin.' }),
    from: Flags.option({ options: sourceNames, summary: 'Take it from here alone.' })(),
    name: Flags.string({ helpValue: 'NAME', summary: 'Name of the Secret; else claude-credentials.' }),
    key: Flags.string({
      helpValue: 'KEY',
      summary: 'Key of the Secret; else api-key, oauth-token or .credentials.json, by what it is.',
    }),
    ...storingFlags,
  }

  async run(): Promise<number> {
    const { flags } = await this.parse(SecretsImportClaude)
    await importClaude(openContext(this.config, flags, { namespaceOf: 'secrets' }), flags)
    return 0
  }
}
