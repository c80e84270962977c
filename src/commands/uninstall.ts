import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { globalFlags } from '../command-line/global-flags.ts'
import { secondsFlag } from '../command-line/time-flags.ts'
import { openContext } from '../context.ts'
import { uninstall } from '../install/uninstall.ts'

export default class Uninstall extends Command {
  static override summary = 'Remove gastown from a cluster, saving the work of running polecats.'
  static override description = [
    'Asks first while polecats are running. Polecats, rigs and credentials are kept with their CRDs and namespaces',
    'unless --delete-data is given; where there are none, everything is removed.',
  ].join(' ')
  static override examples = ['<%= config.bin %> uninstall', '<%= config.bin %> uninstall --delete-data --yes']
  static override flags = {
    yes: Flags.boolean({ char: 'y', default: false, summary: 'Do not ask for confirmation.' }),
    'delete-data': Flags.boolean({
      default: false,
      summary: 'Delete polecats, rigs, credentials, CRDs and both namespaces.',
    }),
    'keep-crds': Flags.boolean({ default: false, summary: 'Keep the CRDs, and with them the rigs.' }),
    force: Flags.boolean({ default: false, summary: 'Proceed although no operator works that could save the work.' }),
    timeout: secondsFlag({
      helpValue: 'SECONDS|5m',
      default: 300,
      summary: 'Maximum time for saving, and for objects to be deleted (default: 5m).',
    }),
    ...globalFlags,
  }

  async run(): Promise<number> {
    const { flags } = await this.parse(Uninstall)
    return uninstall(openContext(this.config, flags), flags)
  }
}
