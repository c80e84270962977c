import * as Args from '@oclif/core/args'
import { Command } from '@oclif/core/command'
import { checkSecrets } from '../../secrets/check-secrets.ts'
import { secretNamespace } from '../../secrets/import/store-credential.ts'
import { valueOutputFlag } from '../../command-line/global-flags.ts'
import { secretGlobalFlags } from '../../command-line/secret-flags.ts'
import { openContext } from '../../context.ts'

export default class SecretsCheck extends Command {
  static override summary = 'Check the form, expiry and role of credentials.'
  static override description =
    'Contacts no service. Exits with code 2 if a credential is unusable, 3 if none is stored.'
  static override examples = ['<%= config.bin %> secrets check', '<%= config.bin %> secrets check git-credentials']
  static override args = {
    name: Args.string({ description: 'Names of the Secrets (default: all).', multiple: true, ignoreStdin: true }),
  }
  static override flags = { ...valueOutputFlag, ...secretGlobalFlags }

  async run(): Promise<number> {
    const { args, flags } = await this.parse(SecretsCheck)
    const context = openContext(this.config, flags, { namespaceOf: 'secrets' })
    await checkSecrets(context, args.name ?? [], { ...flags, namespace: await secretNamespace(context, flags) })
    return 0
  }
}
