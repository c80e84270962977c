import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { importGit } from '../../actions/import-git.ts'
import { storingFlags } from '../../command-line/secret-flags.ts'
import { openContext } from '../../context.ts'

export default class SecretsImportGit extends Command {
  static override summary = 'Make or store the credential that pods clone and push with.'
  static override description = [
    'Without --from-file and --token-from-file it makes a deploy key and shows its public half, with the page to put it.',
    'The host keys of GitHub, GitLab, Bitbucket, Codeberg and Azure DevOps come with every key. Only the containers that',
    'clone and push get the credential, never the agent.',
  ].join(' ')
  static override examples = [
    '<%= config.bin %> secrets import-git --rig athena',
    '<%= config.bin %> secrets import-git --from-file deploy-key --known-hosts known_hosts --replace',
    '<%= config.bin %> secrets import-git --token-from-file token.txt --url https://github.com/myorg/athena.git',
  ]
  static override flags = {
    rig: Flags.string({ helpValue: 'NAME', summary: 'Rig whose repository it is for; else that of this checkout.' }),
    url: Flags.string({ helpValue: 'URL', summary: 'URL of the repository that it is for.' }),
    'from-file': Flags.string({ helpValue: 'FILE', summary: 'Private ssh key to store; - is stdin.' }),
    'token-from-file': Flags.string({ helpValue: 'FILE', summary: 'File with an https token to store; - is stdin.' }),
    username: Flags.string({ helpValue: 'NAME', summary: 'User name beside the token; else what its host wants.' }),
    'known-hosts': Flags.string({
      helpValue: 'FILE',
      summary: 'Host keys of other hosts, as ssh-keyscan prints them.',
    }),
    name: Flags.string({ helpValue: 'NAME', summary: 'Name of the Secret; else git-credentials.' }),
    ...storingFlags,
  }

  async run(): Promise<number> {
    const { flags } = await this.parse(SecretsImportGit)
    await importGit(openContext(this.config, flags, { namespaceOf: 'secrets' }), flags)
    return 0
  }
}
