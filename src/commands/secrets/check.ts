import * as Args from '@oclif/core/args'
import { Command } from '@oclif/core/command'
import { checkSecrets } from '../../actions/check-secrets.ts'
import { secretNamespace } from '../../actions/keep-credential.ts'
import { valueOutputFlag } from '../../command-line/global-flags.ts'
import { secretGlobalFlags } from '../../command-line/secret-flags.ts'
import { openContext } from '../../context.ts'

export default class SecretsCheck extends Command {
  static override summary = 'Check credentials: form, expiry, role.'
  static override description =
    'Nothing is asked of any service. Exit code 2 tells that one cannot be used, 3 that there is none.'
  static override examples = ['<%= config.bin %> secrets check', '<%= config.bin %> secrets check git-credentials']
  static override args = {
    name: Args.string({ description: 'The Secrets; else all.', multiple: true, ignoreStdin: true }),
  }
  static override flags = { ...valueOutputFlag, ...secretGlobalFlags }

  async run(): Promise<number> {
    const { args, flags } = await this.parse(SecretsCheck)
    const context = openContext(this.config, flags, { namespaceOf: 'secrets' })
    await checkSecrets(context, args.name ?? [], { ...flags, namespace: secretNamespace(context, flags) })
    return 0
  }
}
