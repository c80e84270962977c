import * as Args from '@oclif/core/args'
import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { deleteSecrets } from '../../secrets/delete-secrets.ts'
import { secretNamespace } from '../../secrets/import/store-credential.ts'
import { objectOutputFlag } from '../../command-line/global-flags.ts'
import { secretGlobalFlags } from '../../command-line/secret-flags.ts'
import { openContext } from '../../context.ts'
import { objectsText } from '../../output/objects.ts'
import { masked } from '../../secrets/credential-secret.ts'

export default class SecretsDelete extends Command {
  static override summary = 'Delete credentials.'
  static override description =
    'Refused with exit code 7 while an unfinished polecat uses one. Asks first on a terminal.'
  static override examples = [
    '<%= config.bin %> secrets delete claude-credentials',
    '<%= config.bin %> secrets delete old-key git-of-team --yes',
  ]
  static override args = {
    name: Args.string({ description: 'Names of the Secrets.', required: true, multiple: true, ignoreStdin: true }),
  }
  static override flags = {
    yes: Flags.boolean({ char: 'y', summary: 'Do not ask for confirmation; required without a terminal.' }),
    force: Flags.boolean({ summary: 'Delete even if unfinished polecats use it.' }),
    ...objectOutputFlag,
    ...secretGlobalFlags,
  }

  async run(): Promise<number> {
    const { args, flags } = await this.parse(SecretsDelete)
    const context = openContext(this.config, flags, { namespaceOf: 'secrets' })
    const namespace = await secretNamespace(context, flags)
    const deleted = await deleteSecrets(context, args.name, { ...flags, namespace })
    if (flags.output !== undefined) context.print(await objectsText(deleted.map(masked), flags.output))
    else for (const { metadata } of deleted) context.print(`${metadata?.name}: deleted\n`)
    return 0
  }
}
