import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { importGit } from '../../secrets/import/import-git.ts'
import { storingFlags } from '../../command-line/secret-flags.ts'
import { openContext } from '../../context.ts'

export default class SecretsImportGit extends Command {
  static override summary = 'Create or store the credential for cloning and pushing.'
  static override description = [
    'Without --from-file or --token-from-file, creates a deploy key and prints its public half and the page to',
    'add it to. Every key comes with the host keys of GitHub, GitLab, Bitbucket, Codeberg and Azure DevOps. Only',
    'the containers that clone and push get the credential, never the agent.',
  ].join(' ')
  static override examples = [
    '<%= config.bin %> secrets import-git --rig athena',
    '<%= config.bin %> secrets import-git --from-file deploy-key --known-hosts known_hosts --replace',
    '<%= config.bin %> secrets import-git --token-from-file token.txt --url https://github.com/myorg/athena.git',
  ]
  static override flags = {
    rig: Flags.string({
      helpValue: 'NAME',
      summary: 'Rig whose repository it is for (default: the rig of the current checkout).',
    }),
    url: Flags.string({ helpValue: 'URL', summary: 'URL of the repository it is for.' }),
    'from-file': Flags.string({ helpValue: 'FILE', summary: "File with a private ssh key; '-' reads stdin." }),
    'token-from-file': Flags.string({ helpValue: 'FILE', summary: "File with an https token; '-' reads stdin." }),
    username: Flags.string({
      helpValue: 'NAME',
      summary: 'User name for the token (default: the one that its host expects).',
    }),
    'known-hosts': Flags.string({
      helpValue: 'FILE',
      summary: 'File with host keys of other hosts, as printed by ssh-keyscan.',
    }),
    name: Flags.string({ helpValue: 'NAME', summary: 'Name of the Secret (default: git-credentials).' }),
    ...storingFlags,
  }

  async run(): Promise<number> {
    const { flags } = await this.parse(SecretsImportGit)
    await importGit(openContext(this.config, flags, { namespaceOf: 'secrets' }), flags)
    return 0
  }
}
