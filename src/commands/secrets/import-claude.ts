import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { importCredential } from '../../secrets/import/import-credential.ts'
import { claudeCredential } from '../../agents/claude-credential.ts'
import { storingFlags } from '../../command-line/secret-flags.ts'
import { openContext } from '../../context.ts'
import { sourceNames } from '../../secrets/sources.ts'

export default class SecretsImportClaude extends Command {
  static override summary = 'Store the credential of Claude Code.'
  static override description = [
    'Uses the first available source: --from-file, stdin, ANTHROPIC_API_KEY, CLAUDE_CODE_OAUTH_TOKEN, the login',
    'of Claude Code (.credentials.json or the macOS Keychain), or a hidden prompt; prints which one. The value is',
    'never printed and never an argument. Prefer an API key or a token from "claude setup-token": a login expires',
    'after about 8 hours. To store a newer one, use --replace.',
  ].join(' ')
  static override examples = [
    '<%= config.bin %> secrets import-claude',
    '<%= config.bin %> secrets import-claude --from-file key.txt --replace',
    '<%= config.bin %> secrets import-claude --from env --key oauth-token',
    '<%= config.bin %> secrets import-claude --dry-run -o yaml',
  ]
  static override flags = {
    'from-file': Flags.string({ helpValue: 'FILE', summary: "File to read it from; '-' reads stdin." }),
    from: Flags.option({ options: sourceNames, summary: 'Source to read, and no other.' })(),
    name: Flags.string({ helpValue: 'NAME', summary: 'Name of the Secret (default: claude-credentials).' }),
    key: Flags.string({
      helpValue: 'KEY',
      summary: 'Key in the Secret (default: api-key, oauth-token or .credentials.json, by type).',
    }),
    ...storingFlags,
  }

  async run(): Promise<number> {
    const { flags } = await this.parse(SecretsImportClaude)
    await importCredential(openContext(this.config, flags, { namespaceOf: 'secrets' }), claudeCredential, flags)
    return 0
  }
}
