import { Command } from '@oclif/core/command'
import { findSecrets } from '../../secrets/find-secrets.ts'
import { secretNamespace } from '../../secrets/import/store-credential.ts'
import { showSecrets } from '../../secrets/show-secrets.ts'
import { outputFlag } from '../../command-line/global-flags.ts'
import { secretGlobalFlags } from '../../command-line/secret-flags.ts'
import { openContext } from '../../context.ts'

export default class SecretsList extends Command {
  static override summary = 'List credentials, without their values.'
  static override examples = ['<%= config.bin %> secrets list', '<%= config.bin %> secrets list -o wide']
  static override flags = { ...outputFlag, ...secretGlobalFlags }

  async run(): Promise<number> {
    const { flags } = await this.parse(SecretsList)
    const context = openContext(this.config, flags, { namespaceOf: 'secrets' })
    await showSecrets(context, await findSecrets(context, [], await secretNamespace(context, flags)), flags.output)
    return 0
  }
}
