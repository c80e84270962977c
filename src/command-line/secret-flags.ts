import * as Flags from '@oclif/core/flags'
import { globalFlags, objectOutputFlag } from './global-flags.ts'

/** Global flags of all `secrets` commands: here -n names the namespace of the Secrets. */
export const secretGlobalFlags = {
  ...globalFlags,
  namespace: Flags.string({
    char: 'n',
    helpGroup: 'GLOBAL',
    helpValue: 'NAME',
    summary: "Namespace of the Secrets, as of pods; not of polecats (default: the installation's, or gastown-workers).",
  }),
}

/** Flags of commands that store a credential. */
export const storingFlags = {
  replace: Flags.boolean({ summary: 'Replace another credential without asking; required without a terminal.' }),
  'dry-run': Flags.boolean({ summary: 'Check it and show what would be stored, without storing it.' }),
  ...objectOutputFlag,
  ...secretGlobalFlags,
}
