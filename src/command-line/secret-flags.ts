import * as Flags from '@oclif/core/flags'
import { globalFlags, objectOutputFlag } from './global-flags.ts'

/** Of all `secrets` commands: here -n names the namespace of the Secrets. */
export const secretGlobalFlags = {
  ...globalFlags,
  namespace: Flags.string({
    char: 'n',
    helpGroup: 'GLOBAL',
    helpValue: 'NAME',
    summary: 'Namespace of the Secrets; else that of GASTOWN_WORKER_NAMESPACE, else gastown-workers.',
  }),
}

/** Of those that store one. */
export const storingFlags = {
  replace: Flags.boolean({ summary: 'Do not ask before it takes the place of another one; needed in a pipe.' }),
  'dry-run': Flags.boolean({ summary: 'Check it and show what would be stored; nothing is sent.' }),
  ...objectOutputFlag,
  ...secretGlobalFlags,
}
