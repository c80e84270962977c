import * as Flags from '@oclif/core/flags'

/** Flags of all commands that show or act on several polecats without their names; `polecats/scope.ts` has the rule. */
export const scopeFlags = {
  rig: Flags.string({
    helpValue: 'NAME',
    summary: 'Only this rig (default: the rig of the current checkout).',
    exclusive: ['all-rigs'],
  }),
  'all-rigs': Flags.boolean({ char: 'A', summary: 'All rigs, even in a checkout.', exclusive: ['rig'] }),
}
