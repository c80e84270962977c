import * as Flags from '@oclif/core/flags'
import { scopeFlags } from './scope-flags.ts'
import { secondsFlag } from './time-flags.ts'

/** Of all `clean` commands. */
export const cleanFlags = {
  ...scopeFlags,
  'dry-run': Flags.boolean({ summary: 'Only show what would be removed.' }),
  'older-than': secondsFlag({ helpValue: '2d|12h', summary: 'Only what is older.' }),
  yes: Flags.boolean({ char: 'y', summary: 'Do not ask; needed in a pipe.' }),
  force: Flags.boolean({ summary: 'Also what holds unsaved work, which is lost then.' }),
  output: Flags.option({ char: 'o', options: ['json', 'yaml', 'name'] as const, summary: 'How to print what goes.' })(),
}

/** For their descriptions. */
export const cleanScopeWords = 'Of the rig whose checkout you are in; elsewhere --rig or -A is needed.'
